using System.Numerics;
using CaffeSharpGen.GradCam.Resampling;

namespace CaffeSharpGen.GradCam;

/// <summary>
/// Resizes planar images (C×H×W) bit for bit as Torch's <c>image.scale</c> does in its default, bilinear mode: first the width, then the
/// height (see <see cref="AxisScale"/>).
/// </summary>
public static class ImageScale
{
    /// <summary>Resizes a tensor H×W, C×H×W or 1×C×H×W; the result has as many axes.</summary>
    /// <exception cref="ArgumentException">The tensor is not one image, or a length is not positive.</exception>
    public static Tensor Scale(Tensor source, int width, int height)
    {
        PlaneShape from = PlaneShape.Of(source.Shape);
        int[] dimensions = source.Shape.Dimensions.ToArray();
        (dimensions[^2], dimensions[^1]) = (height, width);
        var result = new Tensor(Shape.Of(dimensions));
        Scale<float>(source.Span, from.Channels, from.Width, from.Height, result.Span, width, height);
        return result;
    }

    /// <summary>
    /// Resizes <paramref name="channels"/> planes of <paramref name="height"/> rows of <paramref name="width"/> samples
    /// (float32 or float64) to <paramref name="newHeight"/> rows of <paramref name="newWidth"/> samples.
    /// </summary>
    /// <exception cref="ArgumentException">A length is not positive, or a span has not exactly the samples of its image.</exception>
    public static void Scale<T>(
        ReadOnlySpan<T> source, int channels, int width, int height, Span<T> destination, int newWidth, int newHeight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AxisScale alongWidth = AxisScale.Of(width, newWidth);
        AxisScale alongHeight = AxisScale.Of(height, newHeight);
        if (source.Length != (long)channels * width * height)
            throw new ArgumentException($"{source.Length} samples are not {channels}×{height}×{width}", nameof(source));
        if (destination.Length != (long)channels * newWidth * newHeight)
            throw new ArgumentException($"{destination.Length} samples are not {channels}×{newHeight}×{newWidth}", nameof(destination));

        T[] narrowed = new T[height * newWidth];
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<T> plane = source.Slice(c * width * height, width * height);
            for (int y = 0; y < height; y++)
                alongWidth.Row(plane.Slice(y * width, width), narrowed.AsSpan(y * newWidth, newWidth));
            alongHeight.Columns(narrowed, destination.Slice(c * newWidth * newHeight, newWidth * newHeight), newWidth);
        }
    }
}
