using System.IO.Pipes;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>What callers allow, and files that cost more than they are worth.</summary>
public class OptionsTests
{
    [Fact]
    public void Larger_pictures_than_allowed_are_refused()
    {
        using Picture noise = ReadingTests.Noise(20, 10);
        byte[] file = noise.Encode(PictureFormat.Png);
        using Picture allowed = Picture.Decode(file, options: new PictureOptions { MaxPixels = 200 });
        Assert.Equal(noise.Rgb, allowed.Rgb);
        PictureException refused = Assert.Throws<PictureException>(
            () => Picture.Decode(file, "a.png", new PictureOptions { MaxPixels = 199 }));
        Assert.Equal("a.png: found a header that says 20×10 pixels; expected at most 199 pixels", refused.Message);
        Assert.Throws<ArgumentException>(() => Picture.Decode(file, options: new PictureOptions { MaxPixels = 0 }));
        Assert.Throws<ArgumentException>(() => Picture.Decode(file, options: new PictureOptions { Scale = 1.5 }));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.125)]
    public void Jpegs_decode_at_a_smaller_scale(double scale)
    {
        string path = SharedFolder.Require("images", "cat_dog.jpg");
        using Picture whole = Picture.Load(path), small = Picture.Load(path, new PictureOptions { Scale = scale });
        Assert.Equal(Math.Ceiling(whole.Width * scale), small.Width);
        Assert.Equal(Math.Ceiling(whole.Height * scale), small.Height);
        using Picture resized = whole.Resize(small.Width, small.Height);
        double difference = 0;
        for (int i = 0; i < small.Rgb.Length; i++)
            difference += Math.Abs(small.Rgb[i] - resized.Rgb[i]);
        Assert.InRange(difference / small.Rgb.Length, 0, 4);
        // What counts is what is decoded.
        using Picture again = Picture.Load(path, new PictureOptions { Scale = scale, MaxPixels = small.Width * small.Height });
        Assert.Equal(small.Rgb, again.Rgb);
    }

    [Fact]
    public void Formats_that_cannot_be_scaled_are_decoded_at_full_size()
    {
        using Picture noise = ReadingTests.Noise(16, 16);
        using Picture read = Picture.Decode(noise.Encode(PictureFormat.Png), options: new PictureOptions { Scale = 0.5 });
        Assert.Equal(noise.Rgb, read.Rgb);
    }

    // All of one color is as small as a picture gets.
    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Webp)]
    [InlineData(PictureFormat.Jpeg)]
    public void The_most_compressible_picture_is_no_impossible_one(PictureFormat format)
    {
        using Picture black = Picture.FromRgb(new byte[3000 * 2000 * 3], 3000, 2000);
        using Picture read = Picture.Decode(black.Encode(format));
        Assert.Equal(black.Rgb, read.Rgb);
    }

    [Fact]
    public void A_png_of_one_bit_that_deflates_best_is_read()
    {
        byte[] file = Files.Png(16000, 4000, 1, 0, new byte[2000 * 4000]);
        using Picture read = Picture.Decode(file);
        Assert.False(read.Rgb.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("bmp")]
    [InlineData("gif")]
    [InlineData("webp")]
    public void Headers_that_promise_more_than_the_file_holds_cost_nothing(string format)
    {
        byte[] file = TinyPictures.WithSize(format, 16000, 16000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        PictureException refused = Assert.Throws<PictureException>(() => Picture.Decode(file));
        Assert.Contains("16000×16000", refused.Found);
        Assert.Contains("bytes", refused.Found);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalMilliseconds, 0, 500);
    }

    // Pixels of one color take no bits in lossless WebP: only that the file is shorter than it says shows that this one is cut.
    [Fact]
    public void A_large_lossless_webp_that_is_cut_costs_nothing()
    {
        using Picture black = Picture.FromRgb(new byte[6000 * 3000 * 3], 6000, 3000);
        byte[] file = black.Encode(PictureFormat.Webp);
        Picture.Decode(file).Dispose();
        Assert.InRange(file.Length, 1, 10_000);
        Assert.Contains("truncated Webp", Assert.Throws<PictureException>(() => Picture.Decode(file.AsSpan(0, file.Length - 4))).Found);
    }

    [Fact]
    public void A_file_without_end_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");
        Assert.Contains("no known format", Assert.Throws<PictureException>(() => Picture.Load("/dev/zero")).Message);
    }

    [Fact]
    public void A_stream_without_end_is_refused_where_a_picture_ends()
    {
        using var endless = new EndlessPicture();
        PictureException refused = Assert.Throws<PictureException>(
            () => Picture.Decode(endless, options: new PictureOptions { MaxPixels = 1000 }));
        Assert.Contains("more than 16785216 bytes", refused.Found);
        Assert.InRange(endless.Given, 16785216, 3 * 16785216L);
    }

    [Fact]
    public async Task A_pipe_is_read_to_its_end()
    {
        using Picture noise = ReadingTests.Noise(50, 50);
        byte[] file = noise.Encode(PictureFormat.Png);
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        var writing = Task.Run(
            () =>
            {
                foreach (byte[] part in file.Chunk(700))
                    writer.Write(part);
                writer.Dispose();
            },
            TestContext.Current.CancellationToken);
        using Picture read = Picture.Decode(reader);
        await writing;
        Assert.Equal(noise.Rgb, read.Rgb);
    }

    [Fact]
    public void A_jpeg_of_thousands_of_scans_is_refused()
    {
        byte[] file = EndMarkerTests.Read("progressive.jpg");
        int last = file.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        byte[] scan = file[last..^2];
        byte[] many = [.. file[..^2], .. Enumerable.Repeat(scan, 600).SelectMany(bytes => bytes), 0xFF, 0xD9];
        Assert.Contains("scans", Assert.Throws<PictureException>(() => Picture.Decode(many)).Found);
    }

    /// <summary>Begins as a JPEG and never ends.</summary>
    private sealed class EndlessPicture : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill(0xD8);
            if (Given == 0)
                buffer[offset] = 0xFF;
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
