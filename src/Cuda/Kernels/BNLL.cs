using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.BNLL"/>.</summary>
internal static class BNLL
{
    public static PreparedOperation Prepare(Operations.BNLL bnll, CudaBinding binding) =>
        new Elementwise(ElementFunction.BNLL, binding);
}
