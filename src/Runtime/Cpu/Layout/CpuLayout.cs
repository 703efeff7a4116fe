namespace CaffeSharpGen.Cpu.Layout;

/// <summary>In which order a value's elements lie.</summary>
internal enum CpuLayout
{
    /// <summary>Plain C order.</summary>
    Plain,

    /// <summary>N × ⌈C/16⌉ × H × W × 16; lanes beyond C are zero.</summary>
    Blocked,
}
