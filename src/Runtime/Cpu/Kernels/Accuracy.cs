using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Accuracy"/> has one implementation. It reads each score once.</summary>
internal static class Accuracy
{
    public static CpuOperation Prepare(Operations.Accuracy accuracy, CpuBinding binding) => Reference.Accuracy.Prepare(accuracy, binding);
}
