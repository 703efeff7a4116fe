using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.ChannelNorm"/> has one implementation: FlowNet takes it of two or three channels.</summary>
internal static class ChannelNorm
{
    public static CpuOperation Prepare(Operations.ChannelNorm norm, CpuBinding binding) => Reference.ChannelNorm.Prepare(norm, binding);
}
