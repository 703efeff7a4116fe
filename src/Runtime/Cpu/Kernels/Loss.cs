using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Loss"/> has one implementation. Whoever measures a network waits for the network.</summary>
internal static class Loss
{
    public static CpuOperation Prepare(Operations.Loss loss, CpuBinding binding) => Reference.Loss.Prepare(loss, binding);
}
