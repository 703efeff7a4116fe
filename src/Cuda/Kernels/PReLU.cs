using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.PReLU"/>.</summary>
internal static class PReLU
{
    public static PreparedOperation Prepare(Operations.PReLU prelu, CudaBinding binding) => FusedOperations.Rectify(prelu, binding);
}
