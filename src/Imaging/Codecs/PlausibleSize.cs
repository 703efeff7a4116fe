using System.Buffers.Binary;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>
/// Whether a file can hold the pixels that its header promises, before memory is taken for them. Bounds are those of the formats, so no
/// whole picture is refused, however well it is compressed.
/// </summary>
internal static class PlausibleSize
{
    // Deflate copies at most 258 bytes by two codes of one bit.
    private const long MostOfDeflate = 1032;

    // LZW strings are at most 4096 pixels long, by a code of 12 bits; run lengths are shorter. Frames may be smaller than their canvas,
    // which is why a canvas of some size is always accepted.
    private const long MostOfCodes = 4096, SmallCanvas = 1 << 24;

    // A progressive file has about ten; each one costs as much time as a picture.
    private const int MostScans = 500;

    /// <summary>What is wrong, or null.</summary>
    public static CodecProblem? Check(SKEncodedImageFormat format, ReadOnlySpan<byte> file, int width, int height)
    {
        long pixels = (long)width * height;
        if (format == SKEncodedImageFormat.Jpeg && JpegStructure.Read(file) is { } jpeg)
        {
            if (jpeg.Scans > MostScans)
                return new CodecProblem($"a Jpeg picture of {jpeg.Scans} scans", $"at most {MostScans}");
            return file.Length >= jpeg.LeastBytes ? null : TooFew(format, file, width, height, jpeg.LeastBytes);
        }
        long least = format switch
        {
            SKEncodedImageFormat.Png when file.Length >= 26 => pixels * BitsOfPng(file[24], file[25]) / 8 / MostOfDeflate,
            SKEncodedImageFormat.Bmp when BitsOfBmp(file) is { } bits => pixels * bits / 8,
            SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Gif => (pixels - SmallCanvas) / MostOfCodes,
            SKEncodedImageFormat.Webp when file.Length >= 16 => LeastOfWebp(file, pixels),
            _ => 0,
        };
        return file.Length >= least ? null : TooFew(format, file, width, height, least);
    }

    private static CodecProblem TooFew(SKEncodedImageFormat format, ReadOnlySpan<byte> file, int width, int height, long least) => new(
        $"a truncated {format} picture: a header that says {width}×{height} pixels in a file of {file.Length} bytes",
        $"at least {least} bytes for as many pixels");

    private static long BitsOfPng(int depth, int colorType) => colorType switch
    {
        2 => depth * 3,
        4 => depth * 2,
        6 => depth * 4,
        _ => depth,
    };

    // Lossy: the modes of each block of 16×16 pixels have fixed probabilities, and take more than two bits. Lossless: pixels of one
    // color take no bits, but a file says how long it is; small ones are read even if that is wrong.
    private static long LeastOfWebp(ReadOnlySpan<byte> file, long pixels)
    {
        long said = pixels > SmallCanvas ? BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 7L : 0;
        return file.Slice(12, 4).SequenceEqual("VP8 "u8) ? Math.Max(said, pixels / 256 * 2 / 8) : said;
    }

    // Null unless rows stand in the file as they are.
    private static int? BitsOfBmp(ReadOnlySpan<byte> file)
    {
        if (file.Length < 34)
            return null;
        int header = BinaryPrimitives.ReadInt32LittleEndian(file[14..]);
        if (header == 12)
            return BinaryPrimitives.ReadUInt16LittleEndian(file[24..]);
        int compression = BinaryPrimitives.ReadInt32LittleEndian(file[30..]);
        return compression is 0 or 3 ? BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) : null;
    }
}
