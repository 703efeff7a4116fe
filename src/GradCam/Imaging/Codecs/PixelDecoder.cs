using SkiaSharp;

namespace CaffeSharpGen.GradCam;

/// <summary>Reads encoded pictures with SkiaSharp. Colors are taken as stored: no profile is applied, alpha is dropped without blending.</summary>
internal static class PictureDecoder
{
    private const string Formats = "a JPEG, PNG, BMP, WebP or GIF picture";

    /// <summary>The most bytes the decoded RGBA pixels of a file may take: 268 megapixels.</summary>
    private const long LargestDecoded = 1L << 30;

    private const long LargestFile = 1L << 30;

    public static Picture Load(string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path))
            throw new PictureException(path, "a folder", Formats);
        if (!file.Exists)
            throw new PictureException(path, "no such file", Formats);
        if (file.Length > LargestFile)
            throw new PictureException(path, $"{file.Length} bytes", $"{Formats} of at most {LargestFile} bytes");
        try
        {
            return Decode(File.ReadAllBytes(path), path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new PictureException(path, $"a file that cannot be read ({problem.Message})", Formats, problem);
        }
    }

    public static Picture Decode(ReadOnlySpan<byte> encoded, string name)
    {
        if (encoded.IsEmpty)
            throw new PictureException(name, "an empty file", Formats);
        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new PictureException(name, NotAPicture(encoded), Formats);

        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width <= 0 || height <= 0 || (long)width * height * 4 > LargestDecoded)
            throw new PictureException(name, $"a header that says {width}×{height} pixels", $"at most {LargestDecoded / 4} pixels");

        // Without a color space in the request Skia converts nothing; without premultiplication alpha can just be left out.
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var pixels = new SKBitmap();
        if (!pixels.TryAllocPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha)))
            throw new PictureException(name, $"{width}×{height} pixels", "a picture that fits into memory");
        SKCodecResult decoded = codec.GetPixels(pixels.Info, pixels.GetPixels());
        if (decoded != SKCodecResult.Success)
            throw new PictureException(name, Undecodable(codec, decoded), $"the whole data of {width}×{height} pixels");

        byte[] rgb = new byte[width * height * 3];
        Orientation.CopyUpright(pixels.GetPixelSpan(), width, height, codec.EncodedOrigin, rgb);
        bool turned = Orientation.SwapsAxes(codec.EncodedOrigin);
        int channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : alpha == SKAlphaType.Opaque ? 3 : 4;
        return Picture.FromOwnedRgb(rgb, turned ? height : width, turned ? width : height, channels);
    }

    private static string NotAPicture(ReadOnlySpan<byte> encoded)
    {
        return StartsAsPicture(encoded)
            ? $"a picture with a damaged or truncated header ({encoded.Length} bytes)"
            : $"{encoded.Length} bytes of no known format, starting {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}";
    }

    private static string Undecodable(SKCodec codec, SKCodecResult result) => result == SKCodecResult.IncompleteInput
        ? $"a truncated {codec.EncodedFormat} picture"
        : $"a damaged {codec.EncodedFormat} picture ({result})";

    private static bool StartsAsPicture(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith<byte>([0xFF, 0xD8]) || encoded.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
        || encoded.StartsWith("RIFF"u8) || encoded.StartsWith("GIF8"u8) || encoded.StartsWith("BM"u8);
}
