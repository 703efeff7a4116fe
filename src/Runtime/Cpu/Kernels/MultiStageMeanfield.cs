using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.MultiStageMeanfield"/> has one implementation. It waits for a lattice all over the memory.</summary>
internal static class MultiStageMeanfield
{
    public static CpuOperation Prepare(Operations.MultiStageMeanfield field, CpuBinding binding) =>
        Reference.MultiStageMeanfield.Prepare(field, binding);
}
