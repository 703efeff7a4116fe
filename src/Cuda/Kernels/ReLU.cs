using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    // One with a largest value runs on the CPU.
    public static PreparedOperation? Prepare(Operations.ReLU relu, CudaBinding binding) =>
        FusedOperations.Knows(relu) ? FusedOperations.Rectify(relu, binding) : null;
}
