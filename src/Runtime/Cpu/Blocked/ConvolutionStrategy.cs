namespace CaffeSharpGen.Cpu;

/// <summary>Which algorithm runs which convolution.</summary>
internal static class ConvolutionStrategy
{
    private const int LeastTilesOfTransformedWeights = 100;
    private const int MostChannelsOfFused = 128;

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
        if (accuracy == Accuracy.Fast && !planarInput && WinogradSizes.For(products) is { } sizes)
        {
            bool isLarge = sizes.Tiles >= LeastTilesOfTransformedWeights;
            bool isFused = isLarge && sizes.Channels <= MostChannelsOfFused && WinogradFusedPass<TVector>.Fits(sizes.Channels);
            return new WinogradKernel<TVector>(sizes, weights, isFused, isTransformed: isLarge, device);
        }
        return new DirectKernel<TVector>(products, weights, planarInput, accuracy, device);
    }
}
