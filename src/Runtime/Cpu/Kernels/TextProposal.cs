using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.TextProposal"/> has one implementation: a few numbers at the end of a network.</summary>
internal static class TextProposal
{
    public static CpuOperation Prepare(Operations.TextProposal proposal, CpuBinding binding) =>
        Reference.TextProposal.Prepare(proposal, binding);
}
