using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    public static CpuOperation Prepare(Operations.ReLU relu, CpuBinding binding) => Chain.Rectify(relu, binding);
}
