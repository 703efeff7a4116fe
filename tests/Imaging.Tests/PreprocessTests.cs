using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

public class PreprocessTests
{
    [Theory]
    [InlineData("bathroom")]
    [InlineData("cat_dog")]
    [InlineData("firehydrants")]
    public void Jpegs_decode_to_the_bytes_of_the_original(string name)
    {
        Npy expected = Npy.Load(SharedFolder.Require("golden", "preprocess", $"{name}_decoded_crop64.npy"));
        using Picture photo = Picture.Load(SharedFolder.Require("images", $"{name}.jpg"));
        using Picture part = photo.Crop(new Box(100, 100, 64, 64));
        byte[] planar = new byte[3 * 64 * 64];
        for (int i = 0; i < planar.Length; i++)
            planar[i] = part.Rgb[i % 4096 * 3 + i / 4096];
        Assert.Equal(Array.ConvertAll(expected.Doubles, value => (byte)value), planar);
    }

    [Theory]
    [InlineData("bathroom.jpg", 224, "preprocess/bathroom_224_float.npy")]
    [InlineData("firehydrants.jpg", 224, "preprocess/firehydrants_224_float.npy")]
    [InlineData("tabbycat_dog.jpg", 224, "preprocess/tabbycat_dog_224_float.npy")]
    [InlineData("cat_dog.jpg", 224, "classification/vgg16_tiny/img.npy")]
    [InlineData("cat_dog.jpg", 227, "classification/alexnet_tiny_v1trainval/img.npy")]
    public void Equals_the_original_in_float32(string picture, int size, string expected)
    {
        using Picture photo = Picture.Load(SharedFolder.Require("images", picture));
        Tensor input = Preprocess.Vgg(photo, size, size);
        Assert.Equal(Shape.Of(1, 3, size, size), input.Shape);
        Exactly.Floats(Npy.Load(SharedFolder.Require(["golden", .. expected.Split('/')])), input);
    }

    [Theory]
    [InlineData("cat_dog", "q1_animal")]
    [InlineData("firehydrants", "q2_hydrant")]
    public void Equals_the_original_in_float64(string picture, string question)
    {
        using Picture photo = Picture.Load(SharedFolder.Require("images", $"{picture}.jpg"));
        Exactly.Doubles(Npy.Load(SharedFolder.Require("golden", "vqa", question, "img.npy")), Preprocess.VggDouble(photo, 224, 224));
    }

    // These two arrays were recorded with float32 as the default type, just before the result is rounded to float32.
    [Theory]
    [InlineData("grey_in.png", 1, 32, 24, "grey_w32h24_double.npy")]
    [InlineData("rgba_in.png", 4, 24, 24, "rgba_w24h24_double.npy")]
    public void Gray_is_repeated_and_alpha_dropped_as_in_the_original(string picture, int channels, int width, int height, string expected)
    {
        using Picture photo = Picture.Load(SharedFolder.Require("golden", "preprocess", picture));
        Assert.Equal(channels, photo.Channels);
        float[] rounded = Array.ConvertAll(Npy.Load(SharedFolder.Require("golden", "preprocess", expected)).Doubles, value => (float)value);
        Assert.Equal(rounded, Preprocess.Vgg(photo, width, height).Span);
    }

    [Fact]
    public void A_batch_is_filled_image_by_image()
    {
        using Picture dark = Solid(10, 20, 30), bright = Solid(110, 120, 130);
        var batch = new Tensor([2, 3, 4, 5]);
        InputTransform.Vgg.Apply(dark, 5, 4, batch.Image(0));
        InputTransform.Vgg.Apply(bright, 5, 4, batch.Image(1));
        Assert.Equal(30 - 103.939f, batch[0, 0, 3, 4], 1e-4f);
        Assert.Equal(10 - 123.68f, batch[0, 2, 0, 0], 1e-4f);
        Assert.Equal(120 - 116.779f, batch[1, 1, 2, 2], 1e-4f);
    }

    [Fact]
    public void Channel_order_mean_and_scale_are_those_asked_for()
    {
        using Picture photo = Solid(10, 20, 30);
        var rgb = new InputTransform { Channels = ChannelOrder.Rgb, Mean = [1, 2, 3], Scale = 0.5 };
        Assert.Equal([4.5f, 9f, 13.5f], rgb.Apply(photo, 1, 1).Span.ToArray(), Near);
        var gray = new InputTransform { Channels = ChannelOrder.Gray, Mean = [0], Scale = 1 / 255.0 };
        Tensor one = gray.Apply(photo, 2, 1);
        Assert.Equal(Shape.Of(1, 1, 1, 2), one.Shape);
        Assert.Equal((0.299f * 10 + 0.587f * 20 + 0.114f * 30) / 255, one[1], 1e-6f);
    }

    [Fact]
    public void The_centre_of_a_larger_mean_image_is_subtracted()
    {
        using Picture photo = Solid(100, 100, 100);
        var mean = new Tensor([1, 3, 4, 6]);
        for (int i = 0; i < mean.Span.Length; i++)
            mean[i] = i;
        Tensor input = new InputTransform { MeanImage = mean }.Apply(photo, 2, 2);
        Assert.Equal([92f, 91f, 86f, 85f], input.Plane(0, 0).ToArray(), Near);
        Assert.Equal([44f, 43f, 38f, 37f], input.Plane(0, 2).ToArray(), Near);
    }

    // Report 36: Caffe subtracts the mean where the pixel stands, and then cuts the centre; a file may have three axes or four.
    [Fact]
    public void Reported_mean_files_are_cut_like_the_picture()
    {
        using Picture white = Picture.FromRgb([.. Enumerable.Repeat((byte)255, 4 * 4 * 3)], 4, 4);
        Tensor Apply(string file) => new InputTransform
        {
            MeanImage = CaffeSharpGen.Weights.MeanFile.Read(CaffeSharpGen.Tests.SharedFolder.Require("field", "36-mean-file", file)),
            Channels = ChannelOrder.Bgr,
            Scale = 1,
        }.Apply(white, 4, 4);
        foreach (string file in (string[])["mean6.binaryproto", "mean3axes.binaryproto"])
        {
            Tensor input = Apply(file);
            for (int c = 0; c < 3; c++)
            {
                for (int y = 0; y < 4; y++)
                {
                    for (int x = 0; x < 4; x++)
                        Assert.Equal(255 - (100 * c + 10 * (y + 1) + x + 1), input.Plane(0, c)[y * 4 + x], 1e-4);
                }
            }
        }
        string message = Assert.Throws<ArgumentException>(() => Apply("mean3x3.binaryproto")).Message;
        Assert.Contains("1×3×3×3", message);
        Assert.Contains("3×4×4", message);
        Assert.Contains("3×4×4", Assert.Throws<ArgumentException>(() => Apply("mean-1-channel.binaryproto")).Message);
        Tensor one = new InputTransform { Mean = [128], Scale = 1 }.Apply(white, 4, 4);
        Assert.All(one.Span.ToArray(), value => Assert.Equal(127, value, 1e-4));
    }

    [Fact]
    public void Central_fraction_keeps_the_aspect_ratio()
    {
        // Columns 0 … 7 have the values 0 … 70; the centred square of this 8×4 picture is columns 2 … 5.
        byte[] rgb = new byte[8 * 4 * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(i / 3 % 8 * 10);
        using Picture photo = Picture.FromRgb(rgb, 8, 4);
        var whole = new InputTransform { CentralFraction = 1, Mean = [0] };
        Assert.Equal(new Box(2, 0, 4, 4), whole.Region(photo, 4, 4));
        Assert.Equal([20f, 30f, 40f, 50f], whole.Apply(photo, 4, 4).Plane(0, 0)[..4].ToArray(), Near);
        Assert.Equal(new Box(3, 1, 2, 2), (whole with { CentralFraction = 0.5 }).Region(photo, 4, 4));
        Assert.Equal(photo.Bounds, (whole with { CentralFraction = null }).Region(photo, 4, 4));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Picture photo = Solid(1, 2, 3);
        Assert.Contains(
            "2 mean values", Assert.Throws<ArgumentException>(() => new InputTransform { Mean = [1, 2] }.Apply(photo, 2, 2)).Message);
        Assert.Contains(
            "3×1×1",
            Assert.Throws<ArgumentException>(() => new InputTransform { MeanImage = new Tensor([3, 1, 1]) }.Apply(photo, 2, 2)).Message);
        Assert.Contains(
            "1.5", Assert.Throws<ArgumentException>(() => new InputTransform { CentralFraction = 1.5 }.Apply(photo, 2, 2)).Message);
        Assert.Contains(
            "11 values", Assert.Throws<ArgumentException>(() => InputTransform.Vgg.Apply(photo, 2, 2, new float[11].AsSpan())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Preprocess.Vgg(photo, 0, 2));
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-4f;

    private static Picture Solid(byte red, byte green, byte blue)
    {
        byte[] rgb = new byte[6 * 7 * 3];
        for (int i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
        return Picture.FromRgb(rgb, 6, 7);
    }
}
