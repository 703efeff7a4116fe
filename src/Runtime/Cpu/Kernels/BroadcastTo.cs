using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.BroadcastTo"/> has one implementation. Copies of pieces: there is nothing to vectorize.</summary>
internal static class BroadcastTo
{
    public static CpuOperation Prepare(Operations.BroadcastTo operation, CpuBinding binding) =>
        Reference.BroadcastTo.Prepare(operation, binding);
}
