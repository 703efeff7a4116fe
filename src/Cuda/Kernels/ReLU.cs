using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    public static PreparedOperation Prepare(Operations.ReLU relu, CudaBinding binding) => FusedOperations.Rectify(relu, binding);
}
