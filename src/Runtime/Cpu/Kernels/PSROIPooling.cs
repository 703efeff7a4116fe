using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.PSROIPooling"/> has one implementation: bins are small, and neighboring channels have different ones.
/// </summary>
internal static class PSROIPooling
{
    public static CpuOperation Prepare(Operations.PSROIPooling pooling, CpuBinding binding) =>
        Reference.PSROIPooling.Prepare(pooling, binding);
}
