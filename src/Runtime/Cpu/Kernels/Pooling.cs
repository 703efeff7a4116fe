using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Pooling;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    // Hardly a network pools stochastically.
    public static CpuOperation Prepare(Operations.Pooling pooling, CpuBinding binding) =>
        pooling.Method == Operations.PoolingMethod.Stochastic
            ? Reference.Pooling.Prepare(pooling, binding)
            : BlockedPooling.Create(pooling, binding);
}
