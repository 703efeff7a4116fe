using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>Loops of ours, a thread for each element: slow, but for all sizes. For what no library computes.</summary>
internal sealed class PlainCandidate(CudaContext context, Correlation sizes, bool isTransposed) : ConvolutionCandidate
{
    /// <inheritdoc/>
    public override string Name => "plain loops";

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        var arguments = new ConvolutionArguments
        {
            X = run.Image,
            Y = run.Map,
            Weights = run.Weights,
            Channels = sizes.Image.Channels,
            Filters = sizes.Map.Channels,
            Group = sizes.Group,
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
            context.Kernels.LaunchOver(new ConvolutionArguments.Transposed(arguments), sizes.ImageCount, sizes.Images);
        else
            context.Kernels.LaunchOver(new ConvolutionArguments.Forward(arguments), sizes.MapCount, sizes.Images);
        return true;
    }
}

/// <summary>A correlation of any sizes, as <c>Convolution.cu</c> gets it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConvolutionArguments
{
    /// <summary>The image N×Channels×H×W, and the map N×Filters×OutputH×OutputW.</summary>
    public View X, Y;

    /// <summary>Filters × Channels/Group × KernelH × KernelW.</summary>
    public ulong Weights;

    /// <summary>Channels of both, and the groups that do not mix.</summary>
    public int Channels, Filters, Group;

    /// <summary>Sizes of a plane of the image and of the map.</summary>
    public int H, W, OutputH, OutputW;

    /// <summary>As in <see cref="Operations.Convolution"/>.</summary>
    public int KernelH, KernelW, StrideH, StrideW, PadH, PadW, DilationH, DilationW;

    /// <summary>1 to add to what is there.</summary>
    public int Add;

    /// <summary>Count of images.</summary>
    public int Images;

    /// <summary>From the image to the map: launch it for the elements of a map.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Forward(ConvolutionArguments arguments) : IKernelArguments
    {
        public ConvolutionArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "convolution_any\0"u8;
    }

    /// <summary>From the map to the image: launch it for the elements of an image.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Transposed(ConvolutionArguments arguments) : IKernelArguments
    {
        public ConvolutionArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "deconvolution_any\0"u8;
    }
}
