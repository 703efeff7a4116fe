using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.InnerProduct"/>.</summary>
internal static class InnerProduct
{
    public static CpuOperation Prepare(Operations.InnerProduct product, CpuBinding binding) =>
        new FusedInnerProduct(product, mask: null, binding);
}
