namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    public static CpuOperation Prepare(Operations.Pooling pooling, CpuBinding binding) => BlockedPooling.Create(pooling, binding);
}
