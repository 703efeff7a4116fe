namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// Sizes of a cross-correlation of images N×C×H×W with filters into maps N×O×H'×W': of a convolution, which goes from the image to the
/// map, or of a deconvolution, which goes from the map to the image.
/// </summary>
internal readonly record struct Correlation
{
    /// <summary>N.</summary>
    public required int Images { get; init; }

    /// <summary>C, H and W of an image.</summary>
    public required (int Channels, int H, int W) Image { get; init; }

    /// <summary>O, H' and W' of a map; O is the count of filters.</summary>
    public required (int Channels, int H, int W) Map { get; init; }

    /// <summary>Size of the kernel.</summary>
    public required (int H, int W) Kernel { get; init; }

    /// <summary>From a position of the kernel on the image to the next one.</summary>
    public required (int H, int W) Stride { get; init; }

    /// <summary>Zeros on each side of the image.</summary>
    public required (int H, int W) Pad { get; init; }

    /// <summary>From an element of the kernel to the next one, on the image.</summary>
    public required (int H, int W) Dilation { get; init; }

    /// <summary>Groups of channels that do not mix.</summary>
    public required int Group { get; init; }

    /// <summary>Elements of an image.</summary>
    public int ImageCount => Image.Channels * Image.H * Image.W;

    /// <summary>Elements of a map.</summary>
    public int MapCount => Map.Channels * Map.H * Map.W;

    /// <summary>Whether each filter reads one channel.</summary>
    public bool IsDepthwise => Group > 1 && Group == Image.Channels;

    /// <summary>Whether both sides of an axis have as many zeros, so that the map has the size that follows from them.</summary>
    public bool HasEqualPads => Pad.H >= 0 && Pad.W >= 0
        && Map.H == (Image.H + 2 * Pad.H - Dilation.H * (Kernel.H - 1) - 1) / Stride.H + 1
        && Map.W == (Image.W + 2 * Pad.W - Dilation.W * (Kernel.W - 1) - 1) / Stride.W + 1;

    /// <summary>Whether every pixel is a product of a matrix and a vector.</summary>
    public bool IsPointwise => Group == 1 && Kernel == (1, 1) && Stride == (1, 1) && Pad == (0, 0);

    /// <summary>Whether the kernel is as large as the image, so that the map is a product of a matrix and a vector.</summary>
    public bool IsWhole =>
        Group == 1 && Kernel == (Image.H, Image.W) && (Map.H, Map.W) == (1, 1) && Pad == (0, 0) && (Dilation == (1, 1) || Kernel == (1, 1));

    /// <summary>Those of a convolution.</summary>
    public static Correlation Of(Operations.Convolution convolution, Shape image, Shape map) => new()
    {
        Images = image.BatchSize,
        Image = (image.Channels, image.Height, image.Width),
        Map = (map.Channels, map.Height, map.Width),
        Kernel = (convolution.KernelH, convolution.KernelW),
        Stride = (convolution.StrideH, convolution.StrideW),
        Pad = (convolution.PadH, convolution.PadW),
        Dilation = (convolution.DilationH, convolution.DilationW),
        Group = convolution.Group,
    };

    /// <summary>Those of a deconvolution: it puts out the image.</summary>
    public static Correlation Of(Operations.Deconvolution deconvolution, Shape image, Shape map) => new()
    {
        Images = image.BatchSize,
        Image = (image.Channels, image.Height, image.Width),
        Map = (map.Channels, map.Height, map.Width),
        Kernel = (deconvolution.KernelH, deconvolution.KernelW),
        Stride = (deconvolution.StrideH, deconvolution.StrideW),
        Pad = (deconvolution.PadH, deconvolution.PadW),
        Dilation = (deconvolution.DilationH, deconvolution.DilationW),
        Group = deconvolution.Group,
    };

    /// <summary>The same over an image that has its padding, and of which windows reach every pixel.</summary>
    public Correlation WithPaddedImage() => this with
    {
        Image = (
            Image.Channels,
            (Map.H - 1) * Stride.H + Dilation.H * (Kernel.H - 1) + 1,
            (Map.W - 1) * Stride.W + Dilation.W * (Kernel.W - 1) + 1),
        Pad = (0, 0),
    };

    /// <summary>For errors.</summary>
    public override string ToString() =>
        $"{Images}×{Image.Channels}×{Image.H}×{Image.W} and {Images}×{Map.Channels}×{Map.H}×{Map.W}, kernel {Kernel.H}×{Kernel.W}, "
        + $"stride {Stride.H}×{Stride.W}, pad {Pad.H}×{Pad.W}, dilation {Dilation.H}×{Dilation.W}, {Group} group{(Group == 1 ? "" : "s")}";
}
