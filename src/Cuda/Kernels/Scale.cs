using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Scale"/>.</summary>
internal static class Scale
{
    public static PreparedOperation Prepare(Operations.Scale scale, CudaBinding binding)
    {
        bool isOneAChannel = binding.Inputs.Length == 1 && scale.Axis == 1
            && binding.Weights[0].Shape.Rank == 1 && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels;
        if (isOneAChannel)
            return FusedOperations.ScaleShift(scale, binding);
        DeviceWeights? shift = scale.Bias ? DeviceWeights.Of(binding.Session, binding.Weights[^1]) : null;
        return new Broadcast(scale.Axis, multiplies: true, shift, binding);
    }
}
