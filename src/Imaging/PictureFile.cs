using CaffeSharpGen.Imaging.Codecs;

namespace CaffeSharpGen.Imaging;

/// <summary>Reads and writes picture files.</summary>
internal static class PictureFile
{
    public static RgbPixels Load(string path, PictureOptions options)
    {
        DecodeLimits limits = options.ToLimits();
        if (Directory.Exists(path))
            throw new PictureException(path, "a folder", PixelDecoder.Formats);
        if (!File.Exists(path))
            throw new PictureException(path, "no such file", PixelDecoder.Formats);
        try
        {
            // Devices and pipes have no length, and may have no end.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Decode(file, path, limits);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new PictureException(path, $"a file that cannot be read ({problem.Message})", PixelDecoder.Formats, problem);
        }
    }

    public static RgbPixels Decode(Stream encoded, string name, PictureOptions options) => Decode(encoded, name, options.ToLimits());

    public static RgbPixels Decode(ReadOnlySpan<byte> encoded, string name, PictureOptions options) =>
        Decode(encoded, name, options.ToLimits());

    public static byte[] Encode(RgbPixels pixels, PictureFormat format) => format switch
    {
        PictureFormat.Png => PngWriter.Write(pixels),
        PictureFormat.Jpeg => PixelEncoder.Jpeg(pixels),
        PictureFormat.Webp => PixelEncoder.Webp(pixels),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected Png, Jpeg or Webp"),
    };

    /// <summary>Writes a temporary file beside the path and renames it, so that the path never holds half a picture.</summary>
    public static void Save(RgbPixels pixels, string path)
    {
        byte[] encoded = Encode(pixels, FormatOf(path));
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
            throw new PictureException(
                path, $"a place that cannot be written ({problem.Message})", "a writable folder that exists", problem);
        }
    }

    private static RgbPixels Decode(Stream encoded, string name, DecodeLimits limits) =>
        BoundedBytes.TryRead(encoded, limits.MostBytes, out byte[] bytes, out CodecProblem? problem)
            ? Decode(bytes, name, limits)
            : throw new PictureException(name, problem.Found, problem.Expected);

    private static RgbPixels Decode(ReadOnlySpan<byte> encoded, string name, DecodeLimits limits) =>
        PixelDecoder.TryDecode(encoded, limits, out RgbPixels pixels, out CodecProblem? problem)
            ? pixels
            : throw new PictureException(name, problem.Found, problem.Expected);

    private static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => PictureFormat.Png,
        ".jpg" or ".jpeg" => PictureFormat.Jpeg,
        ".webp" => PictureFormat.Webp,
        "" => throw new PictureException(path, "a name without extension", "a name ending in .png, .jpg, .jpeg or .webp"),
        string other => throw new PictureException(path, $"the extension {other}", ".png, .jpg, .jpeg or .webp"),
    };
}
