using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.BN"/>: a scale and a shift for each channel.</summary>
internal static class BN
{
    public static PreparedOperation Prepare(Operations.BN norm, CudaBinding binding) => FusedOperations.ScaleShift(norm, binding);
}
