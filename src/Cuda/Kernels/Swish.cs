using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Swish"/>.</summary>
internal static class Swish
{
    public static PreparedOperation Prepare(Operations.Swish swish, CudaBinding binding) =>
        new Elementwise(ElementFunction.Swish, binding, swish.Beta);
}
