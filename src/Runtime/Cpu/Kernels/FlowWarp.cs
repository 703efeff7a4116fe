using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.FlowWarp"/> has one implementation. Every pixel reads another place.</summary>
internal static class FlowWarp
{
    public static CpuOperation Prepare(Operations.FlowWarp warp, CpuBinding binding) => Reference.FlowWarp.Prepare(warp, binding);
}
