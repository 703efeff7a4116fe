using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>cuDNN, cuBLAS or kernels of ours for <see cref="Operations.Convolution"/>.</summary>
internal static class Convolution
{
    // One whose padding differs from side to side runs on the CPU.
    public static CudaOperation? Prepare(Operations.Convolution convolution, CudaBinding binding) =>
        FusedOperations.Knows(convolution, binding.Input.Shape, binding.Output.Shape)
            ? FusedOperations.Convolve(convolution, scaleShift: null, rectifier: null, binding)
            : null;
}
