using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Filter"/> has one implementation. It copies rows.</summary>
internal static class Filter
{
    public static CpuOperation Prepare(Operations.Filter filter, CpuBinding binding) => Reference.Filter.Prepare(filter, binding);
}
