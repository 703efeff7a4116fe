using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Resampling;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Resize"/>.</summary>
internal static class Resize
{
    public static CpuOperation Prepare(Operations.Resize resize, CpuBinding binding) => new ResizedPlanes(resize, binding);
}
