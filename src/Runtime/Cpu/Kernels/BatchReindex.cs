using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.BatchReindex"/> has one implementation. It copies rows.</summary>
internal static class BatchReindex
{
    public static CpuOperation Prepare(Operations.BatchReindex reindex, CpuBinding binding) =>
        Reference.BatchReindex.Prepare(reindex, binding);
}
