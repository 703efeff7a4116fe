using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ChannelNorm"/>.</summary>
internal static class ChannelNorm
{
    // The fork adds it to what it divides by.
    private const float Eps = 1e-9f;

    public static PreparedOperation Prepare(Operations.ChannelNorm norm, CudaBinding binding) =>
        new AxisOperation<ChannelNormKernel, ChannelNormGradientKernel>(1, Eps, readsOutput: false, binding);
}
