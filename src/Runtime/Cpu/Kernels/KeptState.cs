using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.KeptState"/> has one implementation. It clears memory.</summary>
internal static class KeptState
{
    public static CpuOperation Prepare(Operations.KeptState state, CpuBinding binding) => Reference.KeptState.Prepare(state, binding);
}
