using SkiaSharp;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Our PNG files, as Skia reads them.</summary>
public class PngTests
{
    // Less than a vector, less than a band, and several bands with rows left over.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(67, 50)]
    [InlineData(701, 900)]
    [InlineData(200_000, 3)]
    public void Every_pixel_comes_back(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        var random = new Random(width);
        for (int i = 0; i < rgb.Length; i++)
        {
            // Noise, slopes and flat parts: each filter is the best somewhere.
            int y = i / 3 / width;
            rgb[i] = (byte)((y / 7 % 4) switch { 0 => random.Next(256), 1 => i / 3 % width + y, 2 => i % 3 * 50, _ => y * 5 + random.Next(3) });
        }
        using Picture color = Picture.FromRgb(rgb, width, height);
        Same(color);
        float[] gray = [.. Enumerable.Range(0, width * height).Select(i => rgb[i * 3] / 255f)];
        using Picture plane = Picture.FromPlanes<float>(gray, 1, width, height);
        Same(plane);
    }

    [Fact]
    public void Equal_pictures_give_equal_bytes_on_any_thread()
    {
        using Picture noise = ReadingTests.Noise(900, 700);
        byte[] first = noise.Encode(PictureFormat.Png);
        Parallel.For(0, 8, _ => Assert.Equal(first, noise.Encode(PictureFormat.Png)));
    }

    private static void Same(Picture picture)
    {
        byte[] file = picture.Encode(PictureFormat.Png);
        Assert.Equal(picture.Channels == 1 ? 0 : 2, Exactly.ColorType(file));
        using SKBitmap read = SKBitmap.Decode(file);
        using Picture back = Picture.FromBitmap(read);
        Assert.Equal((picture.Width, picture.Height), (back.Width, back.Height));
        Exactly.Bits(picture.Rgb, back.Rgb);
    }
}
