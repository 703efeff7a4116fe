using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.L2Normalize"/>.</summary>
internal static class L2Normalize
{
    public static PreparedOperation Prepare(Operations.L2Normalize normalize, CudaBinding binding) =>
        new AxisOperation<L2NormalizeKernel, L2NormalizeGradientKernel>(normalize.Axis, normalize.Eps, readsOutput: false, binding);
}
