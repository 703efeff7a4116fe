using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.LocalProduct"/> has one implementation. Each weight is read once: it waits for memory.</summary>
internal static class LocalProduct
{
    public static CpuOperation Prepare(Operations.LocalProduct product, CpuBinding binding) =>
        Reference.LocalProduct.Prepare(product, binding);
}
