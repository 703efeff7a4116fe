namespace CaffeSharpGen.Imaging.Tests;

public sealed class WritingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.PNG")]
    [InlineData("a.webp")]
    public void Lossless_formats_keep_every_byte(string name)
    {
        using Picture picture = ReadingTests.Noise(19, 11);
        string path = Path.Combine(folder, name);
        picture.Save(path);
        using Picture read = Picture.Load(path);
        Assert.Equal((19, 11, 3), (read.Width, read.Height, read.Channels));
        Assert.Equal(picture.Rgb, read.Rgb);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void Jpeg_keeps_nearly_every_byte()
    {
        using Picture picture = Picture.FromTensor(new Tensor([1, 8, 8], Enumerable.Range(0, 64).Select(i => i / 64f).ToArray()));
        string path = Path.Combine(folder, "a.jpg");
        picture.Save(path);
        using Picture read = Picture.Load(path);
        Assert.Equal(1, read.Channels);
        for (int i = 0; i < read.Rgb.Length; i++)
            Assert.Equal((double)picture.Rgb[i], read.Rgb[i], 6.0);
    }

    [Fact]
    public void Color_types_follow_the_channels()
    {
        using Picture gray = Picture.FromTensor(new Tensor([1, 2, 2], new[] { 0f, 0.5f, 1f, 2f }));
        using Picture color = Picture.FromTensor(new Tensor([1, 3, 2, 2]));
        using Picture withAlpha = Picture.Decode(Files.WithAlpha([1, 2, 3, 4], 1, 1, webp: false));
        Assert.Equal(0, Exactly.ColorType(gray.Encode(PictureFormat.Png)));
        Assert.Equal(2, Exactly.ColorType(color.Encode(PictureFormat.Png)));
        Assert.Equal(2, Exactly.ColorType(withAlpha.Encode(PictureFormat.Png)));
        Assert.Equal<byte>([0, 0, 0, 127, 127, 127, 255, 255, 255, 255, 255, 255], gray.Rgb);
    }

    [Fact]
    public void An_existing_file_is_replaced_and_a_failure_leaves_nothing()
    {
        using Picture first = ReadingTests.Noise(3, 3), second = ReadingTests.Noise(9, 2);
        string path = Path.Combine(folder, "a.png");
        first.Save(path);
        second.Save(path);
        using (Picture read = Picture.Load(path))
            Assert.Equal(9, read.Width);

        string nowhere = Path.Combine(folder, "missing", "a.png");
        Assert.Contains("cannot be written", Assert.Throws<PictureException>(() => first.Save(nowhere)).Found);
        string taken = Path.Combine(folder, "b.png");
        Directory.CreateDirectory(taken);
        Assert.Contains("cannot be written", Assert.Throws<PictureException>(() => first.Save(taken)).Found);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("a.tif", "the extension .tif")]
    [InlineData("a", "a name without extension")]
    public void Other_extensions_are_refused(string name, string found)
    {
        using Picture picture = ReadingTests.Noise(2, 2);
        Assert.Equal(found, Assert.Throws<PictureException>(() => picture.Save(Path.Combine(folder, name))).Found);
        Assert.Empty(Directory.GetFiles(folder));
    }
}
