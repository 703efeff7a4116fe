using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Atan"/> has one implementation. Networks use it once, if at all, and .NET has no vectors of it.</summary>
internal static class Atan
{
    public static CpuOperation Prepare(Operations.Atan operation, CpuBinding binding) => Reference.Atan.Prepare(operation, binding);
}
