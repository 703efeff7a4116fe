using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.TanH"/>.</summary>
internal static class TanH
{
    public static PreparedOperation Prepare(Operations.TanH tanh, CudaBinding binding) =>
        new Elementwise(ElementFunction.TanH, binding);
}
