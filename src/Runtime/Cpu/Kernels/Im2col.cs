using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Im2col"/> has one implementation. It copies, and its strides are whatever they are.</summary>
internal static class Im2col
{
    public static CpuOperation Prepare(Operations.Im2col im2col, CpuBinding binding) => Reference.Im2col.Prepare(im2col, binding);
}
