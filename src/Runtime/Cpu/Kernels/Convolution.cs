using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Convolution"/>: those of a fused one that nothing follows.</summary>
internal static class Convolution
{
    public static CpuOperation Prepare(Operations.Convolution convolution, CpuBinding binding) =>
        new FusedConvolution(convolution, scaleShift: null, hasResidual: false, mask: null, binding);
}
