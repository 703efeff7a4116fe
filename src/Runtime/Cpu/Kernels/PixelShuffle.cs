using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.PixelShuffle"/> has one implementation: it copies single numbers.</summary>
internal static class PixelShuffle
{
    public static CpuOperation Prepare(Operations.PixelShuffle shuffle, CpuBinding binding) =>
        Reference.PixelShuffle.Prepare(shuffle, binding);
}
