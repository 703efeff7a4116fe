using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Picture files made for a test, byte by byte where SkiaSharp cannot write them.</summary>
internal static class Files
{
    /// <summary>A JPEG file with an EXIF segment (APP1) that holds the orientation tag 0x0112 alone.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] tiff =
        [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8,                                   // big endian, first directory at 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,  // one entry: orientation, SHORT, one value
            0, 0, 0, 0,                                                      // no further directory
        ];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body, .. jpeg[2..]];
    }

    /// <summary>A 24-bit BMP file.</summary>
    public static byte[] Bmp(Picture picture)
    {
        int stride = (picture.Width * 3 + 3) / 4 * 4;
        byte[] file = new byte[54 + stride * picture.Height];
        "BM"u8.CopyTo(file);
        (int, int)[] fields = [(2, file.Length), (10, 54), (14, 40), (18, picture.Width), (22, picture.Height), (26, 1 | 24 << 16)];
        foreach ((int at, int value) in fields)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int i = 0; i < picture.Width * 3; i++)
                file[54 + (picture.Height - 1 - y) * stride + i] = picture.Rgb[y * picture.Width * 3 + i / 3 * 3 + 2 - i % 3];
        }
        return file;
    }

    /// <summary>A PNG file without filters; <paramref name="rows"/> are the samples as stored.</summary>
    public static byte[] Png(int width, int height, int bitDepth, int colorType, byte[] rows, byte[]? extraChunk = null) => PngOfRows(
        width, height, bitDepth, colorType, rows.Length == 0 ? [] : [.. rows.Chunk(rows.Length / height).SelectMany(row => (byte[])[0, .. row])],
        extraChunk);

    /// <summary>A PNG file of rows with a byte before each that names its filter.</summary>
    public static byte[] PngOfRows(
        int width, int height, int bitDepth, int colorType, byte[] rows, byte[]? extraChunk = null, bool interlaced = false)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bitDepth, (byte)colorType, (byte)(interlaced ? 1 : 0));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        return
        [
            0x89, .. "PNG\r\n\x1a\n"u8,
            .. Chunk("IHDR"u8, header), .. extraChunk ?? [], .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A chunk of a PNG file.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        name.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    /// <summary>A PNG or lossless WebP file with alpha, written without premultiplication.</summary>
    public static byte[] WithAlpha(byte[] rgba, int width, int height, bool webp)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        rgba.CopyTo(bitmap.GetPixelSpan());
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData? data = webp
            ? pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))
            : pixels.Encode(SKPngEncoderOptions.Default);
        return data!.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }
}
