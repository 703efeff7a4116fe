using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    // A leaky one with a largest value has three derivatives, which a mask does not hold.
    public static PreparedOperation Prepare(Operations.ReLU relu, CudaBinding binding) => relu.HasTwoDerivatives
        ? FusedOperations.Rectify(relu, binding)
        : new Elementwise(ElementFunction.LimitedReLU, binding, relu.NegativeSlope, relu.Maximum);
}
