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

    // Of pictures of random bytes: hashes of what cv::resize of OpenCV 4.6 gives, of three channels and of one.
    [Theory]
    [InlineData(37, 29, 64, 51, 1, 0x5ECB6B48C5FE7D60, 0xA0AE667927795385)]
    [InlineData(64, 51, 37, 29, 2, 0x598272E319F4ACF4, 0x80AA6980701D9C2B)]
    [InlineData(40, 30, 20, 15, 3, 0xBEA5B6AE201D1795, 0x551E0CA70D064895)]
    [InlineData(40, 30, 20, 16, 4, 0x16704B08C60DC51E, 0x7CC0CD767B8A9CE0)]
    [InlineData(33, 47, 227, 227, 5, 0x39CAD6A9D793B4B8, 0x83F8755E032E4215)]
    [InlineData(300, 200, 128, 128, 6, 0x2C754415CFEB500E, 0x6A4DAFEC42962926)]
    [InlineData(5, 7, 1, 1, 7, 0xB8CA901A0C6CA9B6, 0xAF64214C860261CB)]
    [InlineData(1, 1, 3, 4, 8, 0xD6C17BED59AB97B5, 0x10FD1071F071E325)]
    [InlineData(2, 9, 17, 4, 9, 0xF1B4348E045790BD, 0x8F421B8284E42FCA)]
    [InlineData(100, 100, 99, 101, 10, 0x354237EE2BF0C395, 0xA32A35817A846551)]
    [InlineData(640, 2, 300, 300, 11, 0xDACBC5AA27760310, 0xE3CB8E8B08C9BC2F)]
    [InlineData(256, 256, 224, 224, 12, 0xBCAE5B507743F006, 0x0AC17AEF3AD66C02)]
    [InlineData(500, 375, 300, 300, 13, 0x3EE86B3DA2768C5C, 0xC0D12EC704DF63C1)]
    [InlineData(7, 7, 7, 7, 14, 0x5D2A4675A49622D6, 0x4EC598CA366984EF)]
    public void Bytes_are_those_of_OpenCV(int width, int height, int newWidth, int newHeight, uint seed, ulong colors, ulong gray)
    {
        using Picture picture = Picture.FromRgb(RandomBytes(width * height * 3, seed), width, height);
        using Picture scaled = picture.Resize(newWidth, newHeight, Interpolation.OpenCv);
        Assert.Equal(colors, Hash(scaled.Rgb.ToArray()));
        using Picture grays = Gray(RandomBytes(width * height, seed + 99), width, height);
        var transform = new InputTransform { Interpolation = Interpolation.OpenCv, Channels = ChannelOrder.Gray, Mean = [0] };
        Assert.Equal(gray, Hash([.. transform.Apply(grays, newWidth, newHeight).Span.ToArray().Select(value => (byte)MathF.Round(value))]));
    }

    [Fact]
    public void Sizes_are_checked()
    {
        using Picture picture = Gray([1], 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(0, 1, Interpolation.OpenCv));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(1, -1, Interpolation.OpenCv));
    }

    private static byte[] RandomBytes(int count, uint seed)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1103515245) + 12345) & 0x7FFFFFFF;
            bytes[i] = (byte)(seed >> 16);
        }
        return bytes;
    }

    // FNV-1a.
    private static ulong Hash(byte[] bytes) =>
        bytes.Aggregate(14695981039346656037UL, (hash, value) => unchecked((hash ^ value) * 1099511628211UL));

    private static byte[] Bytes(string text) => [.. text.Split(' ').Select(byte.Parse)];

    private static Picture Gray(byte[] pixels, int width, int height) =>
        Picture.FromRgb([.. pixels.SelectMany(pixel => new[] { pixel, pixel, pixel })], width, height);

    private static byte[] Channel(Picture picture, int channel)
    {
        byte[] rgb = picture.Rgb.ToArray();
        return [.. Enumerable.Range(0, rgb.Length / 3).Select(pixel => rgb[3 * pixel + channel])];
    }
}
