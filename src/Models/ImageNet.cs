using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Embedded;

namespace CaffeSharpGen.Models;

/// <summary>What the networks that were trained on ImageNet (ILSVRC 2012) have in common.</summary>
public static class ImageNet
{
    private static readonly Lazy<Labels> Names = new(() => EmbeddedFile.ReadLabels("ilsvrc2012.names.txt"));

    /// <summary>Names of the 1000 classes, in the order of the networks' outputs.</summary>
    public static Labels Labels => Names.Value;

    /// <summary>BGR minus (104.007, 116.669, 122.679), the averages of Caffe's <c>ilsvrc_2012_mean</c>.</summary>
    internal static InputTransform CaffeMean { get; } = new() { Mean = [104.007, 116.669, 122.679] };

    /// <summary>BGR minus (104, 117, 123), the same rounded, as some networks were trained.</summary>
    internal static InputTransform RoundedMean { get; } = new() { Mean = [104, 117, 123] };

    /// <summary>BGR minus (103.063, 115.903, 123.152), the averages of the mean image of the residual networks.</summary>
    internal static InputTransform ResNetMean { get; } = new() { Mean = [103.063, 115.903, 123.152] };

    /// <summary>BGR minus (103.94, 116.78, 123.68), times 0.017.</summary>
    internal static InputTransform Scaled { get; } = new() { Mean = [103.94, 116.78, 123.68], Scale = 0.017 };
}
