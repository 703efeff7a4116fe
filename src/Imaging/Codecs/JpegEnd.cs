using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>
/// JPEG files whose end marker is cut off. They are accepted if no pixel is missing: every scan has begun, and whatever bits are put behind
/// the last ones, all pixels stay the same.
/// </summary>
internal static class JpegEnd
{
    /// <summary>What is said of such a picture.</summary>
    public const string Note = "the end marker of the JPEG file is missing; all pixels are there";

    // More than a unit of pixels can take: the decoder may drop a unit that ends in it.
    private const int FillLength = 1 << 13;

    // No byte is 0xFF, which begins markers.
    private static readonly byte[] Fills = [0x00, 0x55, 0xAA, 0xFE, 0x6D];

    /// <summary>Reads a file that could not be read as it is.</summary>
    /// <returns>Whether it is a JPEG file that lacks nothing but its end.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, DecodeLimits limits, [NotNullWhen(true)] out StoredPixels? pixels)
    {
        pixels = null;
        if (!encoded.StartsWith<byte>([0xFF, 0xD8]) || JpegStructure.Read(encoded) is not { Ends: false, HasAllScans: true })
            return false;
        ReadOnlySpan<byte> body = encoded.TrimEnd((byte)0xFF);
        byte[] file = ArrayPool<byte>.Shared.Rent(body.Length + FillLength + 2);
        try
        {
            body.CopyTo(file);
            if (StoredPixels.TryRead(Ended(file, body.Length), limits, out pixels) is not null || pixels is null)
                return false;
            if (IsWhole(file, body.Length, limits, pixels))
                return true;
            pixels.Dispose();
            pixels = null;
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file);
        }
    }

    private static bool IsWhole(byte[] file, int length, DecodeLimits limits, StoredPixels pixels)
    {
        foreach (byte fill in Fills)
        {
            file.AsSpan(length, FillLength).Fill(fill);
            bool decoded = StoredPixels.TryRead(Ended(file, length + FillLength), limits, out StoredPixels? other) is null;
            using (other)
            {
                if (!decoded || !pixels.IsSame(other!))
                    return false;
            }
        }
        return true;
    }

    private static ReadOnlySpan<byte> Ended(byte[] file, int length)
    {
        (file[length], file[length + 1]) = (0xFF, 0xD9);
        return file.AsSpan(0, length + 2);
    }
}
