using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Embed"/> has one implementation. It copies rows.</summary>
internal static class Embed
{
    public static CpuOperation Prepare(Operations.Embed embed, CpuBinding binding) => Reference.Embed.Prepare(embed, binding);
}
