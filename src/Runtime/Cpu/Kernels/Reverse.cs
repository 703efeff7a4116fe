using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Reverse"/> has one implementation. Copies of pieces: there is nothing to vectorize.</summary>
internal static class Reverse
{
    public static CpuOperation Prepare(Operations.Reverse operation, CpuBinding binding) => Reference.Reverse.Prepare(operation, binding);
}
