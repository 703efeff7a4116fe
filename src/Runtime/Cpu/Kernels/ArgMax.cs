using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.ArgMax"/> has one implementation. It searches for a few numbers at the end of a network, where a faster one
/// would not be noticed.
/// </summary>
internal static class ArgMax
{
    public static CpuOperation Prepare(Operations.ArgMax argMax, CpuBinding binding) => Reference.ArgMax.Prepare(argMax, binding);
}
