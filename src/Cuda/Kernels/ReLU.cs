using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    public static PreparedOperation Prepare(Operations.ReLU relu, CudaBinding binding) =>
        new Pointwise(new PointwiseLayer { Rectify = Rectify.BySlope, Slope = relu.NegativeSlope }, binding);
}
