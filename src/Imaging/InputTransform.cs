using System.Numerics;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>
/// Makes the input of a network from a photograph, after Caffe's <c>TransformationParameter</c>: pixels 0..255 in a channel order, minus a
/// mean, times a scale. The defaults are those of the VGG networks and of the original Grad-CAM scripts (<c>utils.preprocess</c>), bit for
/// bit.
/// </summary>
public sealed record InputTransform
{
    /// <summary>VGG-16 and VGG-19: BGR minus (103.939, 116.779, 123.68), of the whole picture, whatever its aspect ratio.</summary>
    public static InputTransform Vgg { get; } = new();

    /// <summary>Order of the channels.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Bgr;

    /// <summary>
    /// Caffe's <c>mean_value</c>: a number for each channel, in the network's channel order, or one for all. Unused if
    /// <see cref="MeanImage"/> is set.
    /// </summary>
    public IReadOnlyList<double> Mean { get; init; } = [103.939, 116.779, 123.68];

    /// <summary>
    /// Caffe's <c>mean_file</c>: C×H×W or 1×C×H×W in the network's channel order. If it is larger than the input, its center is used,
    /// as when Caffe crops.
    /// </summary>
    public Tensor? MeanImage { get; init; }

    /// <summary>Caffe's <c>scale</c>: multiplies pixels after the mean is subtracted.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Keeps the aspect ratio: this fraction (of width and height) of the largest centered rectangle with the input's aspect ratio is used,
    /// such as 224/256 = 0.875, customary for ImageNet. Null scales the whole picture to the input's size.
    /// </summary>
    public double? CentralFraction { get; init; }

    /// <summary>The part of a picture that an input of <paramref name="width"/>×<paramref name="height"/> shows.</summary>
    /// <exception cref="ArgumentException">A length is not positive, or <see cref="CentralFraction"/> is not in 0..1.</exception>
    public Box Region(Picture picture, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (CentralFraction is not { } fraction)
            return picture.Bounds;
        if (!(fraction is > 0 and <= 1))
            throw new ArgumentException($"found the central fraction {fraction}; expected more than 0 and at most 1");
        double pixelsPerInput = fraction * Math.Min((double)picture.Width / width, (double)picture.Height / height);
        int partWidth = Math.Clamp((int)Math.Round(width * pixelsPerInput), 1, picture.Width);
        int partHeight = Math.Clamp((int)Math.Round(height * pixelsPerInput), 1, picture.Height);
        return new Box((picture.Width - partWidth) / 2, (picture.Height - partHeight) / 2, partWidth, partHeight);
    }

    /// <summary>The network's input, 1×C×<paramref name="height"/>×<paramref name="width"/>.</summary>
    /// <exception cref="ArgumentException">A length is not positive, or the mean does not fit.</exception>
    public Tensor Apply(Picture picture, int width, int height)
    {
        var result = new Tensor([1, ChannelCount, height, width]);
        Apply(picture, width, height, result.Span);
        return result;
    }

    /// <summary>
    /// Writes the network's input, C×H×W, to one image of a batch (see <see cref="Tensor.Image"/>). With float64 values the scaling is
    /// float64 too.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A length is not positive, the mean does not fit, or the destination is not C·H·W values.
    /// </exception>
    public unsafe void Apply<T>(Picture picture, int width, int height, Span<T> destination) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Box region = Region(picture, width, height);
        if (destination.Length != (long)ChannelCount * width * height)
            throw new ArgumentException($"{destination.Length} values are not {ChannelCount}×{height}×{width}", nameof(destination));
        RequireMean(width, height);
        fixed (T* to = destination)
        fixed (float* mean = MeanImage is { } image ? image.Span : default)
        {
            if (typeof(T) == typeof(float))
                Write<float, FloatLanes>(picture, region, width, height, (nint)to, mean);
            else if (typeof(T) == typeof(double))
                Write<double, DoubleLanes>(picture, region, width, height, (nint)to, mean);
            else
                throw new NotSupportedException($"found values of {typeof(T).Name}; expected float or double");
        }
    }

    private int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    private unsafe void Write<T, TLanes>(Picture picture, Box region, int width, int height, nint to, float* mean)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        bool gray = Channels == ChannelOrder.Gray;
        var sink = new InputSink<T, TLanes>(
            to, height, Channels, Scale, MeanOf(0, mean, width, height), gray ? default : MeanOf(1, mean, width, height),
            gray ? default : MeanOf(2, mean, width, height));
        PixelScale<TLanes, InputSink<T, TLanes>>.Run(picture.Part(region), width, height, 1 / 255.0, sink);
    }

    private unsafe ChannelMean MeanOf(int channel, float* mean, int width, int height)
    {
        if (MeanImage is not { } image)
            return new ChannelMean(Mean.Count == 1 ? Mean[0] : Mean[channel], 0, 0);
        PlaneShape shape = PlaneShape.Of(image.Shape);
        int top = (shape.Height - height) / 2, left = (shape.Width - width) / 2;
        return new ChannelMean(0, (nint)(mean + ((nint)channel * shape.Height + top) * shape.Width + left), shape.Width);
    }

    private void RequireMean(int width, int height)
    {
        if (MeanImage is { } image)
        {
            PlaneShape shape = PlaneShape.Of(image.Shape);
            if (shape.Channels != ChannelCount || shape.Width < width || shape.Height < height)
                throw new ArgumentException($"found a mean image of {image.Shape}; expected {ChannelCount}×{height}×{width} or larger");
        }
        else if (Mean.Count != 1 && Mean.Count != ChannelCount)
        {
            throw new ArgumentException(
                $"found {Mean.Count} mean values for {ChannelCount} channels; expected one for each or one for all");
        }
    }
}
