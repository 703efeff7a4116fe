using CaffeSharpGen.Cpu.Convolution.Depthwise;
using CaffeSharpGen.Cpu.Convolution.Direct;
using CaffeSharpGen.Cpu.Convolution.FewOutputs;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Convolution.Winograd;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution;

/// <summary>
/// Which algorithm runs which convolution:
/// <list type="bullet">
/// <item>groups of single channels: <see cref="DepthwiseKernel{TVector}"/>;</item>
/// <item>up to three outputs, such as the gradient of a picture: <see cref="FewOutputsKernel{TVector}"/>;</item>
/// <item>3×3 to 5×5 taps next to each other with stride 1, unless <see cref="Accuracy.Exact"/> is wanted or groups cut through blocks:
/// <see cref="WinogradKernel{TVector}"/>, a quarter of the products;</item>
/// <item>planes and strides, where a kernel s times smaller is one of these: <see cref="PhaseKernel{TVector}"/>;</item>
/// <item>all else: <see cref="DirectKernel{TVector}"/>.</item>
/// </list>
/// </summary>
internal static unsafe class ConvolutionStrategy
{
    // With fewer tiles, reading four times the weights from memory takes longer than multiplying: these are transformed while they run.
    // It also bounds memory: of VGG-16's convolutions 28 MB are kept transformed, in all 80 MB for 59 MB of weights.
    private const int LeastTilesOfTransformedWeights = 100;

    // More channels leave room for too few tiles in a second-level cache, and all weights are read again for each few.
    private const int MostChannelsOfFused = 128;

    /// <summary>Images to maps.</summary>
    /// <param name="sizes">Sizes; the number of images may be another one when it is bound.</param>
    /// <param name="weights">O × C/Group × KernelH × KernelW, aligned or not.</param>
    /// <param name="outputScale">Null, or O factors of the weights.</param>
    /// <param name="planarInput">Whether images are dense N×C×H×W instead of blocked: better for few channels.</param>
    /// <param name="accuracy">How to round.</param>
    /// <param name="machine">Threads, their memory, and the width of vectors.</param>
    public static ConvolutionKernel Forward(
        Correlation sizes, float* weights, float* outputScale, bool planarInput, Accuracy accuracy, CpuMachine machine)
    {
        SampledProduct product = sizes.ToMaps();
        var reader = new WeightReader(weights, outputScale, product, sizes.Taps, isTransposed: false);
        return Choose([product], reader, IsDepthwise(sizes), planarInput, accuracy, machine);
    }

    /// <summary>
    /// Maps to images: the gradient of a convolution's input, or a deconvolution. The parameters are those of <see cref="Forward"/>.
    /// </summary>
    public static ConvolutionKernel BackwardData(
        Correlation sizes, float* weights, float* outputScale, Accuracy accuracy, CpuMachine machine)
    {
        SampledProduct[] products = [.. sizes.ToImages()];
        var reader = new WeightReader(weights, outputScale, products[0], sizes.Taps, isTransposed: true);
        return Choose(products, reader, IsDepthwise(sizes), planarInput: false, accuracy, machine);
    }

    private static ConvolutionKernel Choose(
        IReadOnlyList<SampledProduct> products, WeightReader weights, bool isDepthwise, bool planarInput, Accuracy accuracy,
        CpuMachine machine) => machine.TileWidth switch
        {
            16 => Choose<Tile512>(products, weights, isDepthwise, planarInput, accuracy, machine),
            8 => Choose<Tile256>(products, weights, isDepthwise, planarInput, accuracy, machine),
            _ => Choose<Tile128>(products, weights, isDepthwise, planarInput, accuracy, machine),
        };

    private static ConvolutionKernel Choose<TVector>(
        IReadOnlyList<SampledProduct> products, WeightReader weights, bool isDepthwise, bool planarInput, Accuracy accuracy,
        CpuMachine machine)
        where TVector : struct, ITileVector<TVector>
    {
        if (isDepthwise && !planarInput)
            return new DepthwiseKernel<TVector>(products, weights, machine);
        if (!planarInput && FewOutputsKernel<TVector>.Fits(products))
            return new FewOutputsKernel<TVector>(products, weights, machine);
        if (accuracy == Accuracy.Fast && !planarInput && !products[0].IsRagged
            && WinogradSizes.For(products) is { SavesProducts: true } sizes)
        {
            // Of larger kernels factors are at most 2¼ times as many as weights: no reason to transform them while they run.
            bool isTransformed = sizes.TapEdge > 3 || sizes.Tiles >= LeastTilesOfTransformedWeights;
            bool isFused = isTransformed && sizes.Channels <= MostChannelsOfFused && WinogradFusedPass<TVector>.Fits(sizes.Channels);
            return new WinogradKernel<TVector>(sizes, weights, isFused, isTransformed, machine);
        }
        if (accuracy == Accuracy.Fast && planarInput && PhaseGrid.For(products) is { Sizes.SavesProducts: true } grid
            && WinogradFusedPass<TVector>.Fits(grid.Sizes.Channels))
            return new PhaseKernel<TVector>(grid, weights, machine);
        return new DirectKernel<TVector>(products, weights, planarInput, accuracy, machine);
    }

    private static bool IsDepthwise(Correlation sizes) =>
        sizes.Group > 1 && sizes.Group == sizes.Image.Channels && sizes.Group == sizes.Map.Channels;
}
