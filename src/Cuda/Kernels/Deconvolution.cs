using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>cuDNN, cuBLAS or kernels of ours for <see cref="Operations.Deconvolution"/>.</summary>
internal static class Deconvolution
{
    public static CudaOperation Prepare(Operations.Deconvolution deconvolution, CudaBinding binding) =>
        FusedOperations.Deconvolve(deconvolution, binding);
}
