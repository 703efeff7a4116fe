using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Threshold"/>.</summary>
internal static class Threshold
{
    public static PreparedOperation Prepare(Operations.Threshold threshold, CudaBinding binding) =>
        new Elementwise(ElementFunction.Threshold, binding, threshold.Limit);
}
