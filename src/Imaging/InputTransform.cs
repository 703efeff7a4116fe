using System.Buffers;
using System.Globalization;
using System.Numerics;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging.OpenCv;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>
/// Makes the input of a network from a photograph, after Caffe's <c>TransformationParameter</c> and pycaffe's <c>Transformer</c>: pixels
/// 0..255 in a channel order, minus a mean, times a scale. The defaults are those of the VGG networks and of the original Grad-CAM scripts
/// (<c>utils.preprocess</c>), bit for bit.
/// </summary>
public sealed record InputTransform
{
    // Pixels are read as 0..1.
    private const double MostOfPixel = 255;

    /// <summary>VGG-16 and VGG-19: BGR minus (103.939, 116.779, 123.68), of the whole picture, whatever its aspect ratio.</summary>
    public static InputTransform Vgg { get; } = new();

    /// <summary>BGR in 0..1: pixels divided by 255, without a mean. In RGB: <c>with { Channels = ChannelOrder.Rgb }</c>.</summary>
    public static InputTransform ZeroToOne { get; } = new() { Mean = [0], Scale = 1 / MostOfPixel };

    /// <summary>
    /// BGR in −1..1: (pixel − 127.5)/127.5. Networks such as MTCNN divide by 128: <c>with { Scale = 0.0078125 }</c>.
    /// </summary>
    public static InputTransform MinusOneToOne { get; } = new() { Mean = [127.5], Scale = 1 / 127.5 };

    /// <summary>Its settings, with all numbers of the mean.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(InputTransform)} {{ {nameof(Interpolation)} = {Interpolation}, {nameof(ResizeTo)} = {ResizeTo}, "
        + $"{nameof(Channels)} = {Channels}, {nameof(Mean)} = [{Numbers(Mean)}], {nameof(MeanImage)} = {MeanImage?.Shape}, "
        + $"{nameof(RawScale)} = {RawScale}, {nameof(Scale)} = {Scale}, {nameof(CentralFraction)} = {CentralFraction} }}");

    private static string Numbers(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>How the picture is scaled. Defaults to <see cref="Interpolation.Torch"/>.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>
    /// The size to which the whole picture is scaled before the input is cut out of its middle, as Caffe does with <c>crop_size</c>:
    /// 256×256 where ImageNet's networks take 227×227 of it. Null, the default, scales to the input's size.
    /// </summary>
    public (int Width, int Height)? ResizeTo { get; init; }

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

    /// <summary>
    /// pycaffe's <c>raw_scale</c>: multiplies pixels, which <c>caffe.io.load_image</c> reads as 0..1, before the mean is subtracted.
    /// Defaults to 255.
    /// </summary>
    public double RawScale { get; init; } = MostOfPixel;

    /// <summary>
    /// Caffe's <c>scale</c>, pycaffe's <c>input_scale</c>: multiplies pixels after the mean is subtracted.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Keeps the aspect ratio: this fraction (of width and height) of the largest centered rectangle with the input's aspect ratio is used,
    /// such as 224/256 = 0.875, customary for ImageNet. Null scales the whole picture to the input's size.
    /// </summary>
    public double? CentralFraction { get; init; }

    /// <summary>
    /// What Caffe does in a data layer of a prototxt: see <c>DataTransforms</c> of a generated class and of <c>CompiledPrototxt</c>.
    /// Pictures are scaled as OpenCV does. Caffe mirrors images at random; this does not.
    /// </summary>
    /// <param name="data">
    /// What the layer says. Where it crops, images are first scaled to the size that it says, or to that of its mean image; if it says
    /// neither, its images are cropped from the size in which they are stored, which the prototxt does not know: set
    /// <see cref="ResizeTo"/> then, or the whole picture is scaled to the input.
    /// </param>
    /// <param name="meanImage">
    /// The content of its <c>mean_file</c>, which <see cref="Weights.MeanFile.Read(string)"/> reads. Null where it has none.
    /// </param>
    /// <param name="averageMean">
    /// Whether one value a channel is subtracted, the average of the mean image, as scripts do with pycaffe: for inputs of another size
    /// than the image. Defaults to false, as in Caffe.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The layer subtracts a mean image and none is given, or both an image and values; or it scales images in a way that is not known
    /// here.
    /// </exception>
    public static InputTransform Of(DataTransform data, Tensor? meanImage = null, bool averageMean = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        string layer = $"layer '{data.Layer}' ({data.Type})";
        if (data.MeanFile.Length > 0 && meanImage is null)
        {
            throw new ArgumentException(
                $"{layer} subtracts the mean image \"{data.MeanFile}\", which is not given; expected "
                + $"{nameof(InputTransform)}.{nameof(Of)}(…, {nameof(Weights.MeanFile)}.{nameof(Weights.MeanFile.Read)}(path))",
                nameof(data));
        }
        if (data.Mean.Length > 0 && meanImage is not null)
            throw new ArgumentException($"{layer} has mean_value; expected no mean image beside it, or none of them", nameof(meanImage));
        if (meanImage is not null && !averageMean && data is { ResizeWidth: > 0, ResizeHeight: > 0 })
        {
            PlaneShape mean = PlaneShape.Of(meanImage.Shape);
            if (mean.Width != data.ResizeWidth || mean.Height != data.ResizeHeight)
            {
                throw new ArgumentException(
                    $"{layer} scales images to {data.ResizeHeight}×{data.ResizeWidth} (height×width), and the mean image is "
                    + $"{meanImage.Shape}, which Caffe refuses; expected a mean of that size, or {nameof(averageMean)}: true",
                    nameof(meanImage));
            }
        }
        if (data.ResizeMode != "WARP")
        {
            throw new ArgumentException(
                $"{layer} scales images with resize_mode {data.ResizeMode}; expected WARP, to both lengths: "
                + $"scale the picture yourself, and say {nameof(DataTransform)} with {{ {nameof(data.ResizeMode)} = \"WARP\" }}",
                nameof(data));
        }
        return new InputTransform
        {
            Channels = data.Channels == 1 ? ChannelOrder.Gray : ChannelOrder.Bgr,
            Mean = meanImage is not null && averageMean ? ChannelMeans(meanImage)
                : data.Mean.Length > 0 ? [.. data.Mean.Select(mean => (double)mean)]
                : [0],
            MeanImage = averageMean ? null : meanImage,
            Scale = data.Scale,
            Interpolation = Interpolation.OpenCv,
            ResizeTo = data.CropSize > 0 ? SizeBeforeCrop(data, meanImage) : null,
        };
    }

    /// <summary>
    /// The average of a mean image over its pixels, one value for each channel: <c>mean.mean(1).mean(1)</c> of scripts with pycaffe. Such a
    /// mean fits inputs of any size.
    /// </summary>
    /// <param name="meanImage">C×H×W or 1×C×H×W.</param>
    /// <exception cref="ArgumentException">It is not one image.</exception>
    public static IReadOnlyList<double> ChannelMeans(Tensor meanImage)
    {
        ArgumentNullException.ThrowIfNull(meanImage);
        PlaneShape shape = PlaneShape.Of(meanImage.Shape);
        int count = shape.Height * shape.Width;
        double[] means = new double[shape.Channels];
        for (int channel = 0; channel < means.Length; channel++)
        {
            foreach (float value in meanImage.Span.Slice(channel * count, count))
                means[channel] += value;
            means[channel] /= count;
        }
        return means;
    }

    /// <summary>The part of a picture that an input of <paramref name="width"/>×<paramref name="height"/> shows.</summary>
    /// <exception cref="ArgumentException">
    /// A length is not positive, <see cref="CentralFraction"/> is not in 0..1, or <see cref="ResizeTo"/> is smaller than the input.
    /// </exception>
    public Box Region(Picture picture, int width, int height)
    {
        if (ResizeTo is null)
            return Scaled(picture, width, height);
        (int scaledWidth, int scaledHeight) = ScaledSize(width, height);
        double columns = (double)picture.Width / scaledWidth, rows = (double)picture.Height / scaledHeight;
        int partWidth = Math.Clamp((int)Math.Round(width * columns), 1, picture.Width);
        int partHeight = Math.Clamp((int)Math.Round(height * rows), 1, picture.Height);
        return new Box(
            Math.Min((int)Math.Round((scaledWidth - width) / 2 * columns), picture.Width - partWidth),
            Math.Min((int)Math.Round((scaledHeight - height) / 2 * rows), picture.Height - partHeight), partWidth, partHeight);
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
        Box region = ResizeTo is null ? Scaled(picture, width, height) : picture.Bounds;
        _ = ScaledSize(width, height);
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

    // Caffe refuses images of another size than the mean's; so it is theirs.
    private static (int Width, int Height)? SizeBeforeCrop(DataTransform data, Tensor? meanImage)
    {
        if (data.ResizeWidth > 0 && data.ResizeHeight > 0)
            return (data.ResizeWidth, data.ResizeHeight);
        if (meanImage is null)
            return null;
        PlaneShape mean = PlaneShape.Of(meanImage.Shape);
        return mean.Width >= data.CropSize && mean.Height >= data.CropSize ? (mean.Width, mean.Height) : null;
    }

    private int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    // The part that is scaled.
    private Box Scaled(Picture picture, int width, int height)
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

    // The size to which it is scaled.
    private (int Width, int Height) ScaledSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (ResizeTo is not { } size)
            return (width, height);
        if (CentralFraction is not null)
            throw new ArgumentException($"found {nameof(ResizeTo)} beside {nameof(CentralFraction)}; expected one of them: both crop");
        if (size.Width < width || size.Height < height)
            throw new ArgumentException(
                $"found {nameof(ResizeTo)} of {size.Width}×{size.Height}; expected at least the input's {width}×{height}");
        return size;
    }

    private unsafe void Write<T, TLanes>(Picture picture, Box region, int width, int height, nint to, float* mean)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        bool gray = Channels == ChannelOrder.Gray, isOpenCv = Interpolation == Interpolation.OpenCv;
        (int scaledWidth, int scaledHeight) = ScaledSize(width, height);
        // Bytes are multiplied by the unit, and what is made of them by the range: whole numbers stay whole.
        double unit = isOpenCv ? 1 : 1 / MostOfPixel, range = isOpenCv ? RawScale / MostOfPixel : RawScale;
        var sink = new InputSink<T, TLanes>(
            to, ((scaledWidth - width) / 2, (scaledHeight - height) / 2, width, height), Channels, range, Scale,
            MeanOf(0, mean, width, height), gray ? default : MeanOf(1, mean, width, height),
            gray ? default : MeanOf(2, mean, width, height));
        if (!isOpenCv)
        {
            PixelScale<TLanes, InputSink<T, TLanes>>.Run(picture.Part(region), scaledWidth, scaledHeight, unit, sink);
            return;
        }
        byte[] scaled = ArrayPool<byte>.Shared.Rent(checked(scaledWidth * scaledHeight * 3));
        Span<byte> pixels = scaled.AsSpan(0, scaledWidth * scaledHeight * 3);
        ResizeAsOpenCv(picture.Part(region), gray, scaledWidth, scaledHeight, pixels);
        PixelScale<TLanes, InputSink<T, TLanes>>.Run(WholeOf(pixels, scaledWidth, scaledHeight), scaledWidth, scaledHeight, unit, sink);
        ArrayPool<byte>.Shared.Return(scaled);
    }

    // Caffe reads a gray image as gray, and scales it then.
    private static void ResizeAsOpenCv(PixelPart part, bool gray, int width, int height, Span<byte> pixels)
    {
        if (!gray)
        {
            LinearResize.Run(part, width, height, pixels);
            return;
        }
        byte[] grayPixels = ArrayPool<byte>.Shared.Rent(checked(part.Width * part.Height * 3));
        Span<byte> all = grayPixels.AsSpan(0, part.Width * part.Height * 3);
        GrayBytes.Write(part, all);
        LinearResize.Run(WholeOf(all, part.Width, part.Height), width, height, pixels);
        ArrayPool<byte>.Shared.Return(grayPixels);
    }

    private static PixelPart WholeOf(ReadOnlySpan<byte> rgb, int width, int height) => new()
    {
        Rgb = rgb,
        Stride = width * 3,
        Left = 0,
        Top = 0,
        Width = width,
        Height = height,
    };

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
            {
                throw new ArgumentException(
                    $"found a mean image of {image.Shape}; expected {ChannelCount}×{height}×{width} or larger; "
                    + $"{nameof(InputTransform)}.{nameof(ChannelMeans)} makes one value a channel of it");
            }
            // Of the scaled picture or of its middle: else both middles lie elsewhere.
            if (ResizeTo is { } size && (shape.Width, shape.Height) != size && (shape.Width, shape.Height) != (width, height))
            {
                throw new ArgumentException(
                    $"found a mean image of {image.Shape} and {nameof(ResizeTo)} of {size.Width}×{size.Height}; "
                    + $"expected a mean of that size, or of the input's {width}×{height}");
            }
        }
        else if (Mean.Count != 1 && Mean.Count != ChannelCount)
        {
            throw new ArgumentException(
                $"found {Mean.Count} mean values for {ChannelCount} channels; expected one for each or one for all");
        }
    }
}
