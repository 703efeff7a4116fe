using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Pad"/> has one implementation. Copies of rows: there is nothing to vectorize.</summary>
internal static class Pad
{
    public static CpuOperation Prepare(Operations.Pad pad, CpuBinding binding) => Reference.Pad.Prepare(pad, binding);
}
