namespace CaffeSharpGen.Cpu;

/// <summary>
/// Which algorithm runs which convolution:
/// <list type="bullet">
/// <item>groups of single channels: <see cref="DepthwiseKernel{TVector}"/>;</item>
/// <item>up to three outputs, such as the gradient of a picture: <see cref="FewOutputsKernel{TVector}"/>;</item>
/// <item>3×3 to 5×5 taps next to each other, stride 1, unless <see cref="Accuracy.Exact"/> is wanted: <see cref="WinogradKernel{TVector}"/>, a quarter of the products;</item>
/// <item>planes and strides, where a kernel s times smaller is one of these: <see cref="PhaseKernel{TVector}"/>;</item>
/// <item>all else: <see cref="DirectKernel{TVector}"/>.</item>
/// </list>
/// </summary>
internal static class ConvolutionStrategy
{
    // Fewer tiles are multiplied in less time than it takes to read four times the weights from memory: these are transformed while they run. It also
    // bounds memory: of VGG-16's convolutions 28 MB are kept transformed, in all 80 MB for 59 MB of weights.
    private const int LeastTilesOfTransformedWeights = 100;

    // More channels leave room for too few tiles in a second-level cache, and all weights are read again for each few.
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
        if (!planarInput && FewOutputsKernel<TVector>.Fits(products))
            return new FewOutputsKernel<TVector>(products, weights, device);
        if (accuracy == Accuracy.Fast && !planarInput && WinogradSizes.For(products) is { SavesProducts: true } sizes)
        {
            // Of larger kernels factors are at most 2¼ times as many as weights: no reason to transform them while they run.
            bool isTransformed = sizes.TapEdge > 3 || sizes.Tiles >= LeastTilesOfTransformedWeights;
            bool isFused = isTransformed && sizes.Channels <= MostChannelsOfFused && WinogradFusedPass<TVector>.Fits(sizes.Channels);
            return new WinogradKernel<TVector>(sizes, weights, isFused, isTransformed, device);
        }
        if (accuracy == Accuracy.Fast && planarInput && PhaseGrid.For(products) is { Sizes.SavesProducts: true } grid && WinogradFusedPass<TVector>.Fits(grid.Sizes.Channels))
            return new PhaseKernel<TVector>(grid, weights, device);
        return new DirectKernel<TVector>(products, weights, planarInput, accuracy, device);
    }
}
