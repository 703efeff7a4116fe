using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// A convolution each of whose filters reads one channel: filter o reads channel o / Multiplier. <see cref="Forward"/> goes from the image
/// to the map (a convolution forward, a deconvolution's gradient), <see cref="Transposed"/> from the map to the image.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DepthwiseArguments
{
    /// <summary>The image N×Channels×H×W, and the map N×(Channels·Multiplier)×OutputH×OutputW.</summary>
    public View X, Y;

    /// <summary>Filters × KernelH × KernelW.</summary>
    public ulong Weights;

    /// <summary>One float a channel of what is written, or 0.</summary>
    public ulong Bias;

    /// <summary>Channels of the image, and filters of each.</summary>
    public int Channels, Multiplier;

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
    public struct Forward(DepthwiseArguments arguments) : IKernelArguments
    {
        public DepthwiseArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "depthwise\0"u8;
    }

    /// <summary>From the map to the image: launch it for the elements of an image.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Transposed(DepthwiseArguments arguments) : IKernelArguments
    {
        public DepthwiseArguments Arguments = arguments;

        public static ReadOnlySpan<byte> Kernel => "depthwise_transposed\0"u8;
    }
}
