using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>Filters that read one channel each, in kernels of ours.</summary>
internal sealed class DepthwiseCandidate(CudaContext context, Correlation sizes, bool isTransposed) : ConvolutionCandidate
{
    /// <inheritdoc/>
    public override string Name => "depthwise";

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        var arguments = new DepthwiseArguments
        {
            X = run.Image,
            Y = run.Map,
            Weights = run.Weights,
            Channels = sizes.Image.Channels,
            Multiplier = sizes.Map.Channels / sizes.Image.Channels,
            H = sizes.Image.H,
            W = sizes.Image.W,
            OutputH = sizes.Map.H,
            OutputW = sizes.Map.W,
            KernelH = sizes.Kernel.H,
            KernelW = sizes.Kernel.W,
            StrideH = sizes.Stride.H,
            StrideW = sizes.Stride.W,
            PadH = sizes.Pad.H,
            PadW = sizes.Pad.W,
            DilationH = sizes.Dilation.H,
            DilationW = sizes.Dilation.W,
            Add = run.Add ? 1 : 0,
            Images = sizes.Images,
        };
        if (isTransposed)
            context.Kernels.LaunchOver(new DepthwiseArguments.Transposed(arguments), sizes.ImageCount, sizes.Images);
        else
            context.Kernels.LaunchOver(new DepthwiseArguments.Forward(arguments), sizes.MapCount, sizes.Images);
        return true;
    }
}
