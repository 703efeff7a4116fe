using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.PReLU"/>.</summary>
internal static class PReLU
{
    public static CpuOperation Prepare(Operations.PReLU prelu, CpuBinding binding) => Chain.Rectify(prelu, binding);
}
