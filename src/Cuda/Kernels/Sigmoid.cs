using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Sigmoid"/>.</summary>
internal static class Sigmoid
{
    public static PreparedOperation Prepare(Operations.Sigmoid sigmoid, CudaBinding binding) =>
        new Elementwise(ElementFunction.Sigmoid, binding);
}
