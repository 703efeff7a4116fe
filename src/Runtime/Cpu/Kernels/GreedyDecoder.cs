using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.GreedyDecoder"/> has one implementation. It reads each score once.</summary>
internal static class GreedyDecoder
{
    public static CpuOperation Prepare(Operations.GreedyDecoder decoder, CpuBinding binding) =>
        Reference.GreedyDecoder.Prepare(decoder, binding);
}
