namespace CaffeSharpGen.Imaging.Tests;

public class ReadingTests
{
    // The corners of the upright picture (top left, top right, bottom left, bottom right) by where the stored ones go;
    // stored: a at the top left, b top right, c bottom left, d bottom right.
    [Theory]
    [InlineData(1, "abcd")]
    [InlineData(2, "badc")]
    [InlineData(3, "dcba")]
    [InlineData(4, "cdab")]
    [InlineData(5, "acbd")]
    [InlineData(6, "cadb")]
    [InlineData(7, "dbca")]
    [InlineData(8, "bdac")]
    public void Exif_orientation_is_applied(int orientation, string corners)
    {
        var colorOf = new Dictionary<char, Color>
        {
            ['a'] = new(255, 0, 0),
            ['b'] = new(0, 255, 0),
            ['c'] = new(0, 0, 255),
            ['d'] = new(255, 255, 255),
        };
        using Picture stored = Quarters(48, 32, colorOf['a'], colorOf['b'], colorOf['c'], colorOf['d']);
        using Picture upright = Picture.Decode(Files.WithOrientation(stored.Encode(PictureFormat.Jpeg), orientation));

        Assert.Equal(orientation >= 5 ? (32, 48) : (48, 32), (upright.Width, upright.Height));
        (int right, int bottom) = (upright.Width - 4, upright.Height - 4);
        Color[] found = [At(upright, 3, 3), At(upright, right, 3), At(upright, 3, bottom), At(upright, right, bottom)];
        for (int i = 0; i < 4; i++)
            AssertNear(colorOf[corners[i]], found[i]);
    }

    [Fact]
    public void Alpha_is_dropped_without_blending()
    {
        byte[] rgba = [200, 100, 50, 0, 200, 100, 50, 1, 7, 8, 9, 128, 255, 254, 253, 255];
        byte[] rgb = [200, 100, 50, 200, 100, 50, 7, 8, 9, 255, 254, 253];
        foreach (bool webp in new[] { false, true })
        {
            using Picture picture = Picture.Decode(Files.WithAlpha(rgba, 2, 2, webp));
            Assert.Equal(4, picture.Channels);
            // Lossless WebP may change colors that cannot be seen.
            int from = webp ? 3 : 0;
            Assert.Equal<byte>(rgb[from..], picture.Rgb[from..]);
        }
    }

    [Fact]
    public void Gray_is_repeated()
    {
        using Picture picture = Picture.Decode(Files.Png(3, 2, 8, 0, [0, 1, 100, 200, 254, 255]));
        Assert.Equal(1, picture.Channels);
        Assert.Equal<byte>([0, 0, 0, 1, 1, 1, 100, 100, 100, 200, 200, 200, 254, 254, 254, 255, 255, 255], picture.Rgb);
        using Picture withAlpha = Picture.Decode(Files.Png(2, 1, 8, 4, [10, 0, 20, 255]));
        Assert.Equal<byte>([10, 10, 10, 20, 20, 20], withAlpha.Rgb);
    }

    [Fact]
    public void Sixteen_bits_become_the_upper_eight()
    {
        using Picture gray = Picture.Decode(Files.Png(3, 1, 16, 0, [0, 0, 128, 1, 255, 255]));
        Assert.Equal<byte>([0, 0, 0, 128, 128, 128, 255, 255, 255], gray.Rgb);
        using Picture rgb = Picture.Decode(Files.Png(1, 1, 16, 2, [10, 5, 20, 5, 30, 5]));
        Assert.Equal<byte>([10, 20, 30], rgb.Rgb);
    }

    [Fact]
    public void Color_profiles_and_gamma_are_ignored()
    {
        byte[] gamma = Files.Chunk("gAMA"u8, [0, 1, 0x86, 0xA0]); // 1.0, linear light
        using Picture picture = Picture.Decode(Files.Png(2, 1, 8, 2, [10, 60, 110, 160, 210, 250], gamma));
        Assert.Equal<byte>([10, 60, 110, 160, 210, 250], picture.Rgb);
    }

    [Fact]
    public void Bmp_is_read()
    {
        using Picture picture = Noise(5, 3);
        using Picture read = Picture.Decode(Files.Bmp(picture));
        Assert.Equal((5, 3, 3), (read.Width, read.Height, read.Channels));
        Assert.Equal(picture.Rgb, read.Rgb);
    }

    [Fact]
    public void Gif_is_read()
    {
        byte[] file =
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 128, 64, 0, 0, 0, // 1×1, a palette of two colors
            0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,      // one frame whose pixel has the first color
        ];
        using Picture read = Picture.Decode(file);
        Assert.Equal<byte>([255, 128, 64], read.Rgb);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        using Picture picture = Noise(4, 4);
        using var stream = new MemoryStream([1, 2, 3, .. picture.Encode(PictureFormat.Png)]);
        stream.Position = 3;
        using Picture read = Picture.Decode(stream);
        Assert.Equal(picture.Rgb, read.Rgb);
    }

    [Theory]
    [InlineData(PictureFormat.Png, 0.6, "truncated Png")]
    [InlineData(PictureFormat.Jpeg, 0.6, "truncated Jpeg")]
    [InlineData(PictureFormat.Webp, 0.6, "truncated Webp")]
    [InlineData(PictureFormat.Png, 0.001, "header")]
    public void Truncated_files_are_refused(PictureFormat format, double part, string found)
    {
        using Picture picture = Noise(64, 64);
        byte[] file = picture.Encode(format);
        PictureException problem = Assert.Throws<PictureException>(
            () => Picture.Decode(file.AsSpan(0, (int)(file.Length * part)), "half.img"));
        Assert.Contains(found, problem.Found);
        Assert.StartsWith("half.img: found ", problem.Message);
        Assert.Contains("; expected ", problem.Message);
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.Webp)]
    public void No_truncated_file_gives_a_wrong_picture(PictureFormat format)
    {
        using Picture noise = Noise(40, 40);
        byte[] file = noise.Encode(format);
        using Picture whole = Picture.Decode(file);
        int refused = 0;
        for (int length = 1; length < file.Length; length += length < file.Length - 40 ? 37 : 1)
        {
            try
            {
                using Picture part = Picture.Decode(file.AsSpan(0, length));
                Assert.True(whole.Rgb.SequenceEqual(part.Rgb), $"{length} of {file.Length} bytes");
            }
            catch (PictureException)
            {
                refused++;
            }
        }
        Assert.True(refused > file.Length / 40, $"{refused} lengths of {file.Length} bytes refused");
    }

    [Fact]
    public void A_truncated_bmp_is_refused()
    {
        using Picture picture = Noise(64, 64);
        byte[] file = Files.Bmp(picture);
        Assert.Contains("truncated Bmp", Assert.Throws<PictureException>(() => Picture.Decode(file.AsSpan(0, file.Length / 2))).Message);
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_decoding()
    {
        byte[] file = Files.Png(200_000, 100_000, 8, 2, []);
        Assert.Contains("200000×100000", Assert.Throws<PictureException>(() => Picture.Decode(file)).Message);
    }

    [Fact]
    public void What_is_no_picture_is_named()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string missing = Path.Combine(folder, "missing.jpg"), empty = Path.Combine(folder, "empty.jpg");
            string text = Path.Combine(folder, "text.jpg");
            File.WriteAllBytes(empty, []);
            File.WriteAllText(text, "not a picture at all");
            Assert.Equal(
                $"{missing}: found no such file; expected a JPEG, PNG, BMP, WebP or GIF picture",
                Assert.Throws<PictureException>(() => Picture.Load(missing)).Message);
            Assert.Equal("a folder", Assert.Throws<PictureException>(() => Picture.Load(folder)).Found);
            Assert.Equal("an empty file", Assert.Throws<PictureException>(() => Picture.Load(empty)).Found);
            PictureException problem = Assert.Throws<PictureException>(() => Picture.Load(text));
            Assert.Equal((text, "20 bytes of no known format, starting 6E6F742061207069"), (problem.File, problem.Found));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Report 56.
    [Theory]
    [InlineData("\n\n\n\n\n\n\n<!DOCTYPE html>\n<html lang=\"en\">", "this is a web page")]
    [InlineData("<html><body>404</body></html>", "this is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "a pointer of Git LFS")]
    [InlineData("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "an SVG drawing")]
    public void What_was_saved_instead_of_a_picture_is_named(string content, string found)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(content);
        Assert.Contains(found, Assert.Throws<PictureException>(() => Picture.Decode(bytes)).Message);
        Assert.Contains(found, Assert.Throws<PictureException>(() => Picture.Decode(new MemoryStream(bytes))).Message);
    }

    [Fact]
    public void A_page_that_is_called_a_picture_is_named() => Assert.Contains(
        "this is a web page",
        Assert.Throws<PictureException>(() => Picture.Load(CaffeSharpGen.Tests.SharedFolder.Require("field", "56-not-a-network", "page.jpg"))).Message);

    [Fact]
    public void A_disposed_picture_says_so()
    {
        Picture picture = Noise(2, 2);
        picture.Dispose();
        Assert.Throws<ObjectDisposedException>(() => picture.Rgb.Length);
    }

    internal static Picture Noise(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        new Random(1).NextBytes(rgb);
        return Picture.FromRgb(rgb, width, height);
    }

    internal static Color At(Picture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Rgb.Slice((y * picture.Width + x) * 3, 3);
        return new Color(pixel[0], pixel[1], pixel[2]);
    }

    private static void AssertNear(Color expected, Color found)
    {
        Assert.Equal(expected.Red, found.Red, 20.0);
        Assert.Equal(expected.Green, found.Green, 20.0);
        Assert.Equal(expected.Blue, found.Blue, 20.0);
    }

    private static Picture Quarters(int width, int height, Color topLeft, Color topRight, Color bottomLeft, Color bottomRight)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            bool left = i % width < width / 2, top = i / width < height / 2;
            Color color = (top, left) switch
            {
                (true, true) => topLeft,
                (true, false) => topRight,
                (false, true) => bottomLeft,
                _ => bottomRight,
            };
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = (color.Red, color.Green, color.Blue);
        }
        return Picture.FromRgb(rgb, width, height);
    }
}
