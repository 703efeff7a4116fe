using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.PReLU"/>.</summary>
internal static class PReLU
{
    public static PreparedOperation Prepare(Operations.PReLU prelu, CudaBinding binding)
    {
        var layer = new PointwiseLayer
        {
            Rectify = Rectify.BySlopes,
            Slopes = DeviceWeights.Of(binding.Session, binding.Weights[0]),
            IsShared = prelu.ChannelShared,
        };
        return new Pointwise(layer, binding);
    }
}
