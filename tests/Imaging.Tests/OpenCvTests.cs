namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Scaling as <c>cv2.resize</c> with <c>INTER_LINEAR</c>, with numbers worked out by hand.</summary>
public class OpenCvTests
{
    // Where centers meet: places ¼ and 1¾ of three pixels; −¼, ¼, ¾ and 1¼ of two.
    [Theory]
    [InlineData("10 20 41", 2, "13 36")]
    [InlineData("0 100", 4, "0 25 75 100")]
    [InlineData("7", 3, "7 7 7")]
    [InlineData("1 2 3", 3, "1 2 3")]
    // Nothing is averaged: of eight pixels two results see the pairs around 1½ and 5½.
    [InlineData("9 10 30 200 200 100 50 9", 2, "20 75")]
    public void A_row_is_interpolated(string pixels, int width, string expected)
    {
        byte[] row = Bytes(pixels);
        using Picture across = Gray(row, row.Length, 1), down = Gray(row, 1, row.Length);
        using Picture acrossScaled = across.Resize(width, 1, Interpolation.OpenCv), downScaled = down.Resize(1, width, Interpolation.OpenCv);
        Assert.Equal(Bytes(expected), Channel(acrossScaled, 0));
        Assert.Equal(Bytes(expected), Channel(downScaled, 2));
    }

    // Weights of 1707 and 341 of 2048, and bits that fall off: 127 beside 128.
    [Fact]
    public void Arithmetic_is_that_of_integers()
    {
        using Picture board = Gray([0, 255, 255, 0], 2, 2);
        using Picture scaled = board.Resize(3, 3, Interpolation.OpenCv);
        Assert.Equal((byte[])[0, 127, 255, 128, 128, 128, 255, 127, 0], Channel(scaled, 1));
    }

    // Half the size is averaged, and only half the size: (1 + 2 + 3 + 5 + 2)/4 = 3.
    [Fact]
    public void Half_the_size_is_the_average_of_four()
    {
        using Picture picture = Gray([1, 2, 10, 20, 3, 5, 30, 41], 4, 2);
        using Picture half = picture.Resize(2, 1, Interpolation.OpenCv);
        Assert.Equal((byte[])[3, 25], Channel(half, 0));
    }

    [Fact]
    public void Channels_do_not_mix()
    {
        using Picture picture = Picture.FromRgb([10, 0, 255, 20, 100, 0], 2, 1);
        using Picture scaled = picture.Resize(4, 1, Interpolation.OpenCv);
        Assert.Equal((byte[])[10, 0, 255, 13, 25, 191, 18, 75, 64, 20, 100, 0], scaled.Rgb.ToArray());
    }

    [Fact]
    public void Inputs_take_the_bytes_as_they_are()
    {
        using Picture picture = Gray([10, 20, 41], 3, 1);
        var transform = new InputTransform { Interpolation = Interpolation.OpenCv, Channels = ChannelOrder.Rgb, Mean = [1, 2, 3], Scale = 0.5 };
        Assert.Equal([6, 17.5f, 5.5f, 17, 5, 16.5f], transform.Apply(picture, 2, 1).Span.ToArray());
        double[] doubles = new double[6];
        transform.Apply<double>(picture, 2, 1, doubles);
        Assert.Equal([6, 17.5, 5.5, 17, 5, 16.5], doubles);
        // Torch's of the same row: averages over one and a half pixels, (10 + 20/2)/1.5 and (20/2 + 41)/1.5.
        using Picture torch = picture.Resize(2, 1, Interpolation.Torch);
        Assert.Equal((byte[])[13, 34], Channel(torch, 0));
    }

    // (9798·10 + 19235·20 + 3735·30 + 2¹⁴)/2¹⁵ = 18.65, rounded down; the sum of floats is 18.15.
    [Fact]
    public void Gray_is_rounded_before_it_is_scaled()
    {
        using Picture picture = Picture.FromRgb([10, 20, 30], 1, 1);
        var gray = new InputTransform { Interpolation = Interpolation.OpenCv, Channels = ChannelOrder.Gray, Mean = [0] };
        Assert.Equal(18, Assert.Single(gray.Apply(picture, 1, 1).Span.ToArray()), 1e-5);
        Assert.Equal(18.15, Assert.Single((gray with { Interpolation = Interpolation.Torch }).Apply(picture, 1, 1).Span.ToArray()), 1e-4);
    }

    [Fact]
    public void Sizes_are_checked()
    {
        using Picture picture = Gray([1], 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(0, 1, Interpolation.OpenCv));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(1, -1, Interpolation.OpenCv));
    }

    private static byte[] Bytes(string text) => [.. text.Split(' ').Select(byte.Parse)];

    private static Picture Gray(byte[] pixels, int width, int height) =>
        Picture.FromRgb([.. pixels.SelectMany(pixel => new[] { pixel, pixel, pixel })], width, height);

    private static byte[] Channel(Picture picture, int channel)
    {
        byte[] rgb = picture.Rgb.ToArray();
        return [.. Enumerable.Range(0, rgb.Length / 3).Select(pixel => rgb[3 * pixel + channel])];
    }
}
