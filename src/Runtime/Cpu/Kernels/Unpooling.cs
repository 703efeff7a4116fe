using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Unpooling"/> has one implementation. It moves single elements: there is nothing to vectorize.</summary>
internal static class Unpooling
{
    public static CpuOperation Prepare(Operations.Unpooling unpooling, CpuBinding binding) =>
        Reference.Unpooling.Prepare(unpooling, binding);
}
