using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.Proposal"/> has one implementation, with numbers of 32 bits as its forks have: a sum that is rounded otherwise may
/// keep another region.
/// </summary>
internal static class Proposal
{
    public static CpuOperation Prepare(Operations.Proposal proposal, CpuBinding binding) => Reference.Proposal.Prepare(proposal, binding);
}
