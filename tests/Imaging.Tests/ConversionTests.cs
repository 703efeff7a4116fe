using SkiaSharp;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Pixels from other libraries and back.</summary>
public class ConversionTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 5, 3 }, { 6, 2 }, { 7, 4 }, { 33, 5 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_with_a_stride_go_in_and_out(int width, int height)
    {
        using Picture noise = ReadingTests.Noise(width, height);
        foreach (int extra in (int[])[0, 1, 5])
        {
            byte[] bgra = Filled(4), bgr = Filled(3), rgb = Filled(3);
            noise.CopyToBgra(bgra, 4 * width + extra);
            noise.CopyToBgr(bgr, 3 * width + extra);
            noise.CopyToRgb(rgb, 3 * width + extra);
            for (int i = 0; i < width * height * 3; i++)
            {
                (int x, int y, int c) = (i / 3 % width, i / 3 / width, i % 3);
                Assert.Equal(noise.Rgb[i], bgra[y * (4 * width + extra) + x * 4 + 2 - c]);
                Assert.Equal(noise.Rgb[i], bgr[y * (3 * width + extra) + x * 3 + 2 - c]);
                Assert.Equal(noise.Rgb[i], rgb[y * (3 * width + extra) + x * 3 + c]);
                Assert.Equal(255, bgra[y * (4 * width + extra) + x * 4 + 3]);
            }
            // What stands between the rows is not touched.
            for (int y = 0; y < height; y++)
            {
                Assert.All(bgra[(y * (4 * width + extra) + 4 * width)..].Take(extra), value => Assert.Equal(77, value));
                Assert.All(bgr[(y * (3 * width + extra) + 3 * width)..].Take(extra), value => Assert.Equal(77, value));
            }
            using Picture fromBgra = Picture.FromBgra(bgra, width, height, 4 * width + extra);
            using Picture fromBgr = Picture.FromBgr(bgr, width, height, 3 * width + extra);
            using Picture fromRgb = Picture.FromRgb(rgb, width, height, 3 * width + extra);
            Assert.Equal((4, 3, 3), (fromBgra.Channels, fromBgr.Channels, fromRgb.Channels));
            Assert.Equal(noise.Rgb, fromBgra.Rgb);
            Assert.Equal(noise.Rgb, fromBgr.Rgb);
            Assert.Equal(noise.Rgb, fromRgb.Rgb);

            byte[] Filled(int step)
            {
                byte[] bytes = new byte[height * (step * width + extra)];
                Array.Fill(bytes, (byte)77);
                return bytes;
            }
        }
    }

    [Fact]
    public void The_last_row_needs_no_bytes_behind_it()
    {
        using Picture noise = ReadingTests.Noise(3, 2);
        byte[] bgr = new byte[10 + 9];
        noise.CopyToBgr(bgr, 10);
        using Picture read = Picture.FromBgr(bgr, 3, 2, 10);
        Assert.Equal(noise.Rgb, read.Rgb);
        Assert.Contains("18 bytes", Assert.Throws<ArgumentException>(() => Picture.FromBgr(bgr.AsSpan(0, 18), 3, 2, 10)).Message);
        Assert.Contains("stride of 8", Assert.Throws<ArgumentException>(() => Picture.FromBgr(bgr, 3, 2, 8)).Message);
        Assert.Throws<ArgumentException>(() => noise.CopyToBgra(bgr));
        Assert.Throws<ArgumentOutOfRangeException>(() => Picture.FromBgra(bgr, 0, 2));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bitmaps_go_in_and_out(int width, int height)
    {
        using Picture noise = ReadingTests.Noise(width, height);
        using SKBitmap bitmap = noise.ToBitmap();
        Assert.Equal((width, height, SKAlphaType.Opaque), (bitmap.Width, bitmap.Height, bitmap.AlphaType));
        using SKBitmap bgra = bitmap.Copy(SKColorType.Bgra8888);
        foreach (SKBitmap one in (SKBitmap[])[bitmap, bgra])
        {
            using Picture back = Picture.FromBitmap(one);
            Assert.Equal(3, back.Channels);
            Assert.Equal(noise.Rgb, back.Rgb);
        }
    }

    [Fact]
    public void Alpha_of_bitmaps_is_dropped_and_gray_ones_stay_gray()
    {
        using var transparent = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        transparent.SetPixel(0, 0, new SKColor(200, 100, 50, 8));
        using Picture dropped = Picture.FromBitmap(transparent);
        Assert.Equal(4, dropped.Channels);
        Assert.Equal<byte>([200, 100, 50], dropped.Rgb);
        using Picture gray = Picture.FromTensor(new Tensor([1, 1, 2], new[] { 0.25f, 1f }));
        using SKBitmap one = gray.ToBitmap();
        Assert.Equal(SKColorType.Gray8, one.ColorType);
        using Picture back = Picture.FromBitmap(one);
        Assert.Equal(1, back.Channels);
        Assert.Equal(gray.Rgb, back.Rgb);
        using var empty = new SKBitmap();
        Assert.Contains("0×0", Assert.Throws<ArgumentException>(() => Picture.FromBitmap(empty)).Message);
    }

    [Fact]
    public void A_picture_is_saved_to_a_stream()
    {
        using Picture noise = ReadingTests.Noise(9, 4);
        using var stream = new MemoryStream();
        noise.Save(stream, PictureFormat.Png);
        stream.Position = 0;
        using Picture read = Picture.Decode(stream);
        Assert.Equal(noise.Rgb, read.Rgb);
    }
}
