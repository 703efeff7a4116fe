using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Atan"/>.</summary>
internal static class Atan
{
    public static PreparedOperation Prepare(Operations.Atan atan, CudaBinding binding) =>
        new Elementwise(ElementFunction.Atan, binding);
}
