using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.PriorBox"/> has one implementation: its boxes are computed once, when it is prepared.</summary>
internal static class PriorBox
{
    public static CpuOperation Prepare(Operations.PriorBox priorBox, CpuBinding binding) => Reference.PriorBox.Prepare(priorBox, binding);
}
