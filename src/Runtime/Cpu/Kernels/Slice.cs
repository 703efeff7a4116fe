using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Slice"/> has one implementation. Copies of pieces: there is nothing to vectorize.</summary>
internal static class Slice
{
    public static CpuOperation Prepare(Operations.Slice slice, CpuBinding binding) => Reference.Slice.Prepare(slice, binding);
}
