using CaffeSharpGen.Cuda.Convolution;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>cuDNN, cuBLAS or kernels of ours for <see cref="Operations.Deconvolution"/>.</summary>
internal static class Deconvolution
{
    // One whose padding differs from side to side runs on the CPU.
    public static CudaOperation? Prepare(Operations.Deconvolution deconvolution, CudaBinding binding) =>
        Correlation.Of(deconvolution, binding.Output.Shape, binding.Input.Shape).HasEqualPads
            ? FusedOperations.Deconvolve(deconvolution, binding)
            : null;
}
