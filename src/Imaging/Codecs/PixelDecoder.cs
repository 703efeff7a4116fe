using System.Diagnostics.CodeAnalysis;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>
/// Decodes pictures with SkiaSharp. Colors are taken as stored: color profiles are ignored, alpha is dropped without blending.
/// </summary>
internal static class PixelDecoder
{
    /// <summary>The formats that are read, for messages.</summary>
    public const string Formats = "a JPEG, PNG, BMP, WebP or GIF picture";

    /// <summary>The most bytes the decoded RGBA pixels of a file may take: 268 megapixels.</summary>
    private const long LargestDecoded = 1L << 30;

    /// <summary>Decodes a picture.</summary>
    /// <returns>Whether it succeeded; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out RgbPixels pixels, [NotNullWhen(false)] out CodecProblem? problem)
    {
        pixels = default;
        if (encoded.IsEmpty)
        {
            problem = new CodecProblem("an empty file", Formats);
            return false;
        }
        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec? codec = SKCodec.Create(data);
        problem = codec is null ? new CodecProblem(NotAPicture(encoded), Formats) : Decode(codec, out pixels);
        return problem is null;
    }

    private static CodecProblem? Decode(SKCodec codec, out RgbPixels pixels)
    {
        pixels = default;
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width <= 0 || height <= 0 || (long)width * height * 4 > LargestDecoded)
            return new CodecProblem($"a header that says {width}×{height} pixels", $"at most {LargestDecoded / 4} pixels");

        // Without a color space in the request Skia converts nothing; without premultiplication alpha can just be left out.
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var stored = new SKBitmap();
        if (!stored.TryAllocPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha)))
            return new CodecProblem($"{width}×{height} pixels", "a picture that fits into memory");
        SKCodecResult decoded = codec.GetPixels(stored.Info, stored.GetPixels());
        if (decoded != SKCodecResult.Success)
            return new CodecProblem(Undecodable(codec, decoded), $"the whole data of {width}×{height} pixels");

        byte[] rgb = new byte[width * height * 3];
        Orientation.CopyUpright(stored.GetPixelSpan(), width, height, codec.EncodedOrigin, rgb);
        bool turned = Orientation.SwapsAxes(codec.EncodedOrigin);
        int channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : alpha == SKAlphaType.Opaque ? 3 : 4;
        pixels = new RgbPixels(rgb, turned ? height : width, turned ? width : height, channels);
        return null;
    }

    private static string NotAPicture(ReadOnlySpan<byte> encoded) => StartsAsPicture(encoded)
        ? $"a picture with a damaged or truncated header ({encoded.Length} bytes)"
        : $"{encoded.Length} bytes of no known format, starting {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}";

    private static string Undecodable(SKCodec codec, SKCodecResult result) => result == SKCodecResult.IncompleteInput
        ? $"a truncated {codec.EncodedFormat} picture"
        : $"a damaged {codec.EncodedFormat} picture ({result})";

    private static bool StartsAsPicture(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith<byte>([0xFF, 0xD8]) || encoded.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
        || encoded.StartsWith("RIFF"u8) || encoded.StartsWith("GIF8"u8) || encoded.StartsWith("BM"u8);
}
