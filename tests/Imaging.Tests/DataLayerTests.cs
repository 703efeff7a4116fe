namespace CaffeSharpGen.Imaging.Tests;

/// <summary>What Caffe does in data layers and pycaffe in its Transformer, with numbers worked out by hand.</summary>
public class DataLayerTests
{
    private static readonly DataTransform Plain = new() { Input = "data", Layer = "train", Type = "Data" };

    [Fact]
    public void Mean_and_scale_are_those_of_the_layer()
    {
        using Picture pixel = Picture.FromRgb([30, 20, 10], 1, 1);
        InputTransform transform = InputTransform.Of(Plain with { Mean = [1, 2, 3], Scale = 0.5f });
        Assert.Equal([4.5f, 9, 13.5f], transform.Apply(pixel, 1, 1).Span.ToArray());
        Assert.Equal([10f, 20, 30], InputTransform.Of(Plain).Apply(pixel, 1, 1).Span.ToArray());
        Assert.Equal([3f, 13, 23], InputTransform.Of(Plain with { Mean = [7] }).Apply(pixel, 1, 1).Span.ToArray());
        Assert.Equal(ChannelOrder.Gray, InputTransform.Of(Plain with { Channels = 1 }).Channels);
        Assert.Equal(Interpolation.OpenCv, InputTransform.Of(Plain).Interpolation);
    }

    // Scaled to 5×4, of which rows 1 … 2 and columns 1 … 2 are the middle: (4 − 2)/2 = 1 and (5 − 2)/2 = 1, rounded down.
    [Fact]
    public void The_middle_of_the_scaled_picture_is_cut_out()
    {
        byte[] rgb = new byte[5 * 4 * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(i / 3 / 5 * 50 + i / 3 % 5 * 10);
        using Picture picture = Picture.FromRgb(rgb, 5, 4);
        DataTransform data = Plain with { Type = "ImageData", ResizeWidth = 5, ResizeHeight = 4, CropSize = 2 };
        InputTransform transform = InputTransform.Of(data);
        Assert.Equal([60f, 70, 110, 120], transform.Apply(picture, 2, 2).Plane(0, 1).ToArray());
        Assert.Equal(new Box(1, 1, 2, 2), transform.Region(picture, 2, 2));
        // Torch's scaling crops alike.
        float[] torch = (transform with { Interpolation = Interpolation.Torch }).Apply(picture, 2, 2).Plane(0, 1).ToArray();
        Assert.Equal([60f, 70, 110, 120], torch, (a, b) => Math.Abs(a - b) < 1e-3f);
        // Of 256 rows 227 are rows 14 … 240 (report 36).
        Assert.Equal(new Box(14, 14, 227, 227), (transform with { ResizeTo = (256, 256) }).Region(Of256(), 227, 227));
        Assert.Null(InputTransform.Of(data with { CropSize = 0 }).ResizeTo);
        Assert.Contains("5×4", Assert.Throws<ArgumentException>(() => transform.Apply(picture, 6, 2)).Message);
        Assert.Contains(
            nameof(InputTransform.CentralFraction),
            Assert.Throws<ArgumentException>(() => (transform with { CentralFraction = 1 }).Apply(picture, 2, 2)).Message);
    }

    // Caffe compares both sizes (CHECK_EQ in data_transformer.cpp): a mean of another size would lie beside the pixels.
    [Fact]
    public void A_mean_image_of_another_size_than_the_scaled_picture_is_refused()
    {
        var mean = new Tensor([1, 3, 6, 6]);
        DataTransform data = Plain with { Type = "ImageData", MeanFile = "m", ResizeWidth = 8, ResizeHeight = 7, CropSize = 4 };
        Assert.Contains("scales images to 7×8 (height×width), and the mean image is 1×3×6×6",
            Assert.Throws<ArgumentException>(() => InputTransform.Of(data, mean)).Message);
        Assert.NotNull(InputTransform.Of(data, mean, averageMean: true));
        Assert.NotNull(InputTransform.Of(data with { ResizeWidth = 6, ResizeHeight = 6 }, mean));
        using Picture picture = Picture.FromRgb(new byte[9 * 9 * 3], 9, 9);
        var direct = new InputTransform { MeanImage = mean, ResizeTo = (8, 7) };
        Assert.Contains("ResizeTo of 8×7", Assert.Throws<ArgumentException>(() => direct.Apply(picture, 4, 4)).Message);
        // The middle of a mean may have been cut out already.
        Assert.Equal(3 * 6 * 6, direct.Apply(picture, 6, 6).Span.Length);
    }

    // Report 36: the mean lies where the pixel lies before the crop.
    [Fact]
    public void A_mean_image_says_how_large_images_are()
    {
        Tensor mean = Weights.MeanFile.Read(CaffeSharpGen.Tests.SharedFolder.Require("field", "36-mean-file", "mean6.binaryproto"));
        DataTransform data = Plain with { MeanFile = "mean6.binaryproto", CropSize = 4 };
        string message = Assert.Throws<ArgumentException>(() => InputTransform.Of(data)).Message;
        Assert.Contains("layer 'train' (Data) subtracts the mean image \"mean6.binaryproto\"", message);
        Assert.Contains("MeanFile.Read", message);
        using Picture white = Picture.FromRgb([.. Enumerable.Repeat((byte)255, 9 * 7 * 3)], 9, 7);
        InputTransform transform = InputTransform.Of(data, mean);
        Assert.Equal((6, 6), transform.ResizeTo);
        Tensor input = transform.Apply(white, 4, 4);
        Assert.Equal((244f, 11f), (input[0, 0, 0, 0], input[0, 2, 3, 3]));
        // 100c + 10y + x over 6×6 is 100c + 27.5 in the middle.
        InputTransform averaged = InputTransform.Of(data, mean, averageMean: true);
        Assert.Equal([27.5, 127.5, 227.5], averaged.Mean);
        Assert.Equal(255 - 127.5f, (averaged with { ResizeTo = null }).Apply(white, 8, 8)[0, 1, 7, 7]);
        Assert.Contains("ChannelMeans", Assert.Throws<ArgumentException>(() => (transform with { ResizeTo = null }).Apply(white, 8, 8)).Message);
        Assert.Throws<ArgumentException>(() => InputTransform.Of(Plain with { Mean = [1] }, mean));
    }

    [Fact]
    public void Scaling_that_keeps_the_aspect_ratio_is_refused() => Assert.Contains(
        "FIT_SMALL_SIZE", Assert.Throws<ArgumentException>(() => InputTransform.Of(Plain with { ResizeMode = "FIT_SMALL_SIZE" })).Message);

    // pycaffe: (raw_scale·image − mean)·input_scale, of an image in 0..1.
    [Fact]
    public void Raw_scale_comes_before_the_mean()
    {
        using Picture pixel = Picture.FromRgb([255, 51, 0], 1, 1);
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            var transform = new InputTransform { Interpolation = interpolation, RawScale = 1, Mean = [0.1, 0.2, 0.5], Scale = 10 };
            Assert.Equal([-1f, 0, 5], transform.Apply(pixel, 1, 1).Span.ToArray(), Near);
            Assert.Equal([-10f, 490, 2545], (transform with { RawScale = 255, Mean = [1, 2, 0.5] }).Apply(pixel, 1, 1).Span.ToArray(), Near);
        }
    }

    [Fact]
    public void Presets()
    {
        using Picture pixel = Picture.FromRgb([255, 51, 0], 1, 1);
        Assert.Equal([0, 0.2f, 1], InputTransform.ZeroToOne.Apply(pixel, 1, 1).Span.ToArray(), Near);
        Assert.Equal([-1, -0.6f, 1], InputTransform.MinusOneToOne.Apply(pixel, 1, 1).Span.ToArray(), Near);
        InputTransform mtcnn = InputTransform.MinusOneToOne with { Scale = 0.0078125, Channels = ChannelOrder.Rgb };
        Assert.Equal([127.5f / 128, -76.5f / 128, -127.5f / 128], mtcnn.Apply(pixel, 1, 1).Span.ToArray(), Near);
    }

    [Fact]
    public void Its_text_has_the_numbers_of_the_mean() =>
        Assert.Contains("Mean = [1.5, 2, 3], MeanImage = , RawScale = 255", (InputTransform.Vgg with { Mean = [1.5, 2, 3] }).ToString());

    private static Picture Of256() => Picture.FromRgb(new byte[256 * 256 * 3], 256, 256);

    private static bool Near(float expected, float found) => Math.Abs(expected - found) < 1e-3f;
}
