using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>
/// Decodes pictures with SkiaSharp. Colors are taken as stored: color profiles are ignored, alpha is dropped without blending.
/// </summary>
internal static class PixelDecoder
{
    /// <summary>The formats that are read, for messages.</summary>
    public const string Formats = "a JPEG, PNG, BMP, WebP or GIF picture";

    /// <summary>Decodes a picture.</summary>
    /// <returns>Whether it succeeded; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> encoded, DecodeLimits limits, out RgbPixels pixels, [NotNullWhen(false)] out CodecProblem? problem)
    {
        pixels = default;
        if (encoded.IsEmpty)
        {
            problem = new CodecProblem("an empty file", Formats);
            return false;
        }
        bool lacksEnd = JpegStructure.Read(encoded) is { Ends: false };
        problem = StoredPixels.TryRead(encoded, limits, out StoredPixels? stored);
        // Skia calls some JPEG files whole of which only the beginning is there.
        if (lacksEnd && problem is null or { IsUndecodable: true })
        {
            stored?.Dispose();
            problem = JpegEnd.TryRead(encoded, limits, out stored) ? null : problem
                ?? new CodecProblem("a truncated Jpeg picture", "the whole data of its pixels");
        }
        if (problem is not null)
            return false;
        using (stored)
            pixels = stored!.Upright() with { Note = lacksEnd ? JpegEnd.Note : null };
        return true;
    }

    /// <summary>Whether the first bytes are those of a format that is read; fewer than 8 may be too few to know.</summary>
    public static bool StartsAsPicture(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith<byte>([0xFF, 0xD8]) || encoded.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
        || encoded.StartsWith("RIFF"u8) || encoded.StartsWith("GIF8"u8) || encoded.StartsWith("BM"u8);

    /// <summary>What is wrong with bytes that no codec takes.</summary>
    public static CodecProblem NotAPicture(ReadOnlySpan<byte> encoded, string length) => new(
        StartsAsPicture(encoded)
            ? $"a picture with a damaged or truncated header ({length})"
            : OtherFile.Recognize(encoded)
                ?? $"{length} of no known format, starting {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}",
        Formats);
}
