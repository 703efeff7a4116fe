using SkiaSharp;

namespace CaffeSharpGen.GradCam;

/// <summary>Writes pictures with SkiaSharp: gray ones with one channel, all others as RGB without alpha.</summary>
internal static class PictureEncoder
{
    private const int JpegQuality = 95;

    // Of a strip of maps, a third of the time of the default, which tries all filters in each row and looks longer for repetitions, for 8 % more bytes.
    private static readonly SKPngEncoderOptions Png = new(SKPngEncoderFilterFlags.Paeth, 2);

    public static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => PictureFormat.Png,
        ".jpg" or ".jpeg" => PictureFormat.Jpeg,
        ".webp" => PictureFormat.Webp,
        "" => throw new PictureException(path, "a name without extension", "a name ending in .png, .jpg, .jpeg or .webp"),
        string other => throw new PictureException(path, $"the extension {other}", ".png, .jpg, .jpeg or .webp"),
    };

    public static byte[] Encode(Picture picture, PictureFormat format)
    {
        using SKBitmap pixels = Pixels(picture);
        using SKPixmap view = pixels.PeekPixels();
        using SKData? data = format switch
        {
            PictureFormat.Png => view.Encode(Png),
            PictureFormat.Jpeg => view.Encode(new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)),
            PictureFormat.Webp => view.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected Png, Jpeg or Webp"),
        };
        return data?.ToArray() ?? throw new InvalidOperationException($"{picture.Width}×{picture.Height} pixels cannot be written as {format}");
    }

    /// <summary>Writes a neighbour of the file and moves it over the name, so that the name never holds half a picture.</summary>
    public static void Save(Picture picture, string path)
    {
        byte[] encoded = Encode(picture, FormatOf(path));
        string whole = Path.GetFullPath(path);
        string temporary = $"{whole}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllBytes(temporary, encoded);
            File.Move(temporary, whole, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new PictureException(path, $"a place that cannot be written ({problem.Message})", "a writable folder that exists", problem);
        }
    }

    private static SKBitmap Pixels(Picture picture)
    {
        bool gray = picture.Channels == 1;
        var pixels = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        ReadOnlySpan<byte> rgb = picture.Rgb;
        Span<byte> to = pixels.GetPixelSpan();
        int samples = gray ? 1 : 4;
        for (int y = 0; y < picture.Height; y++)
        {
            Span<byte> row = to.Slice(y * pixels.RowBytes, picture.Width * samples);
            ReadOnlySpan<byte> from = rgb.Slice(y * picture.Width * 3, picture.Width * 3);
            for (int x = 0; x < picture.Width; x++)
            {
                row[x * samples] = from[x * 3];
                if (!gray)
                    (row[x * 4 + 1], row[x * 4 + 2], row[x * 4 + 3]) = (from[x * 3 + 1], from[x * 3 + 2], byte.MaxValue);
            }
        }
        return pixels;
    }
}
