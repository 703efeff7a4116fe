using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>cuDNN, cuBLAS or kernels of ours for <see cref="Operations.Convolution"/>.</summary>
internal static class Convolution
{
    public static CudaOperation Prepare(Operations.Convolution convolution, CudaBinding binding) =>
        FusedOperations.Convolve(convolution, scaleShift: null, rectifier: null, binding);
}
