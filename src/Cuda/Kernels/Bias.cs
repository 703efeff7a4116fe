using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Bias"/>.</summary>
internal static class Bias
{
    public static PreparedOperation Prepare(Operations.Bias bias, CudaBinding binding)
    {
        bool isOneAChannel = binding.Inputs.Length == 1 && bias.Axis == 1
            && binding.Weights[0].Shape.Rank == 1 && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels;
        return isOneAChannel
            ? FusedOperations.ScaleShift(bias, binding)
            : new Broadcast(bias.Axis, multiplies: false, null, binding);
    }
}
