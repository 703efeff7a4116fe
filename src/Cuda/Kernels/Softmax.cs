using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Softmax"/>.</summary>
internal static class Softmax
{
    public static PreparedOperation Prepare(Operations.Softmax softmax, CudaBinding binding) =>
        new AxisOperation<SoftmaxKernel, SoftmaxGradientKernel>(softmax.Axis, 0, readsOutput: true, binding);
}
