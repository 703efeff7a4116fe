using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.DepthWindows"/> has one implementation. Copies of planes: there is nothing to vectorize.</summary>
internal static class DepthWindows
{
    public static CpuOperation Prepare(Operations.DepthWindows windows, CpuBinding binding) =>
        Reference.DepthWindows.Prepare(windows, binding);
}
