using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Pooling;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    public static CpuOperation Prepare(Operations.Pooling pooling, CpuBinding binding) => BlockedPooling.Create(pooling, binding);
}
