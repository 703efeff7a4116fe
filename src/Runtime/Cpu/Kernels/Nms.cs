using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Nms"/> has one implementation: a search at the end of a network.</summary>
internal static class Nms
{
    public static CpuOperation Prepare(Operations.Nms nms, CpuBinding binding) => Reference.Nms.Prepare(nms, binding);
}
