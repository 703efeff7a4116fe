using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.LogSoftmax"/>.</summary>
internal static class LogSoftmax
{
    public static PreparedOperation Prepare(Operations.LogSoftmax softmax, CudaBinding binding) =>
        new AxisOperation<LogSoftmaxKernel, LogSoftmaxGradientKernel>(softmax.Axis, 0, readsOutput: true, binding);
}
