namespace CaffeSharpGen.Cpu;

/// <summary>Which algorithm runs which convolution.</summary>
internal static class ConvolutionStrategy
{
    public static ConvolutionKernel Choose(
        IReadOnlyList<SampledProduct> products, WeightReader weights, bool isDepthwise, bool planarInput, Accuracy accuracy, CpuDevice device) => device.TileWidth switch
        {
            16 => Choose<Tile512>(products, weights, isDepthwise, planarInput, accuracy, device),
            8 => Choose<Tile256>(products, weights, isDepthwise, planarInput, accuracy, device),
            _ => Choose<Tile128>(products, weights, isDepthwise, planarInput, accuracy, device),
        };

    private static ConvolutionKernel Choose<TVector>(
        IReadOnlyList<SampledProduct> products, WeightReader weights, bool isDepthwise, bool planarInput, Accuracy accuracy, CpuDevice device)
        where TVector : struct, ITileVector<TVector>
    {
        if (isDepthwise && !planarInput)
            return new DepthwiseKernel<TVector>(products, weights, device);
        return new DirectKernel<TVector>(products, weights, planarInput, accuracy, device);
    }
}
