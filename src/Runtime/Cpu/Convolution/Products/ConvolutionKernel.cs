namespace CaffeSharpGen.Cpu;

/// <summary>
/// A convolution of blocked values, or its transpose, with its weights packed. Immutable: networks and threads may share one. The weights it was
/// made from may go once it is made.
/// </summary>
internal abstract unsafe class ConvolutionKernel : IDisposable
{
    /// <summary>What runs, such as <c>Winograd F(4×4, 3×3), fused</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Memory that the packed weights take.</summary>
    public abstract long PackedBytes { get; }

    /// <summary>Whether blocks fit: not where groups cut through them, unless each channel is a group.</summary>
    public static bool Supports(Correlation sizes) =>
        sizes.Group == 1 || IsDepthwise(sizes)
        || (sizes.Image.Channels / sizes.Group % BlockedView.Lanes == 0 && sizes.Map.Channels / sizes.Group % BlockedView.Lanes == 0);

    /// <summary>Images to maps.</summary>
    /// <param name="sizes">Sizes; the number of images may be another one when it is bound.</param>
    /// <param name="weights">O × C/Group × KernelH × KernelW, aligned or not.</param>
    /// <param name="outputScale">Null, or O factors of the weights.</param>
    /// <param name="planarInput">Whether images are dense N×C×H×W instead of blocked: better for few channels.</param>
    /// <param name="accuracy">How to round.</param>
    /// <param name="device">Threads, their memory, and the width of vectors.</param>
    public static ConvolutionKernel Forward(
        Correlation sizes, float* weights, float* outputScale, bool planarInput, Accuracy accuracy, CpuDevice device)
    {
        SampledProduct product = sizes.ToMaps();
        var reader = new WeightReader(weights, outputScale, product, sizes.Taps, isTransposed: false);
        return ConvolutionStrategy.Choose([product], reader, IsDepthwise(sizes), planarInput, accuracy, device);
    }

    /// <summary>Maps to images: the gradient of a convolution's input, or a deconvolution. Parameters as for <see cref="Forward"/>.</summary>
    public static ConvolutionKernel BackwardData(Correlation sizes, float* weights, float* outputScale, Accuracy accuracy, CpuDevice device)
    {
        SampledProduct[] products = [.. sizes.ToImages()];
        var reader = new WeightReader(weights, outputScale, products[0], sizes.Taps, isTransposed: true);
        return ConvolutionStrategy.Choose(products, reader, IsDepthwise(sizes), planarInput: false, accuracy, device);
    }

    /// <summary>Makes what a network runs.</summary>
    /// <param name="workspace">The network's; memory is reserved in it.</param>
    /// <param name="number">Number of images.</param>
    public abstract ConvolutionPass Bind(Workspace workspace, int number);

    public abstract void Dispose();

    private static bool IsDepthwise(Correlation sizes) =>
        sizes.Group > 1 && sizes.Group == sizes.Image.Channels && sizes.Group == sizes.Map.Channels;
}

/// <summary>A kernel bound to a network's workspace.</summary>
internal abstract class ConvolutionPass
{
    /// <summary>Runs it; allocates nothing.</summary>
    public abstract void Run(in ConvolutionRun run);
}
