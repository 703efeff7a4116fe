using System.Buffers.Binary;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Small files of every format.</summary>
internal static class TinyPictures
{
    public static string[] Formats => ["png", "interlaced", "jpg", "progressive", "restart", "bmp", "gif", "webp", "lossy"];

    /// <summary>A whole picture.</summary>
    public static byte[] Of(string format)
    {
        using Picture noise = ReadingTests.Noise(9, 7);
        return format switch
        {
            "png" => noise.Encode(PictureFormat.Png),
            "interlaced" => Interlaced(),
            "jpg" => noise.Encode(PictureFormat.Jpeg),
            "progressive" => EndMarkerTests.Read("progressive.jpg"),
            "restart" => EndMarkerTests.Read("restart.jpg"),
            "bmp" => Files.Bmp(noise),
            "gif" =>
            [
                .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 255, 128, 64, 0, 0, 0,
                0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x10, 0x05, 0, 0x3B,
            ],
            "webp" => noise.Encode(PictureFormat.Webp),
            "lossy" => Lossy(noise),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>The same with another size in its header.</summary>
    public static byte[] WithSize(string format, int width, int height)
    {
        byte[] file = Of(format is "webp" ? "lossy" : format);
        switch (format)
        {
            case "png":
                byte[] header = file[16..29];
                BinaryPrimitives.WriteInt32BigEndian(header, width);
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
                return [.. file[..8], .. Files.Chunk("IHDR"u8, header), .. file[33..]];
            case "jpg":
                int frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), (ushort)height);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), (ushort)width);
                return file;
            case "bmp":
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
                return file;
            case "gif":
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)height);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(24), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), (ushort)height);
                return file;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), (ushort)height);
                return file;
        }
    }

    // The seven passes of 8×8 gray pixels.
    private static byte[] Interlaced()
    {
        (int Width, int Height)[] passes = [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)];
        byte[] rows = [.. passes.SelectMany(pass => Enumerable.Range(0, pass.Height).SelectMany(
            y => (byte[])[0, .. Enumerable.Range(0, pass.Width).Select(x => (byte)(x * 40 + y * 9))]))];
        return Files.PngOfRows(8, 8, 8, 0, rows, interlaced: true);
    }

    private static byte[] Lossy(Picture picture)
    {
        using SkiaSharp.SKBitmap bitmap = picture.ToBitmap();
        using SkiaSharp.SKPixmap pixels = bitmap.PeekPixels();
        using SkiaSharp.SKData? data = pixels.Encode(
            new SkiaSharp.SKWebpEncoderOptions(SkiaSharp.SKWebpEncoderCompression.Lossy, 80));
        return data!.ToArray();
    }
}
