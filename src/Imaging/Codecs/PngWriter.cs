using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>
/// Writes PNG files in bands of rows, on several threads: each band is compressed by itself and is a chunk of its own. The bytes depend on
/// the pixels alone.
/// </summary>
internal static class PngWriter
{
    // Large enough that a band loses little by not seeing the rows before it.
    private const int BytesOfBand = 1 << 19;

    // The modulus of a zlib stream's check sum.
    private const uint Adler = 65521;

    private static readonly byte[] Signature = [0x89, .. "PNG\r\n\x1a\n"u8];

    /// <summary>Encodes gray pixels with one channel, others with three.</summary>
    public static byte[] Write(RgbPixels pixels)
    {
        int samples = pixels.Channels == 1 ? 1 : 3, stride = checked(pixels.Width * samples + 1);
        int rows = Math.Max(1, BytesOfBand / stride), count = (pixels.Height + rows - 1) / rows;
        var bands = new PngBand[count];
        RowBands<Work>.Run(new Work(pixels, samples, rows, bands), count, (long)pixels.Width * pixels.Height);

        using var file = new MemoryStream(bands.Sum(band => band.Packed.Length) + 256);
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Height);
        (header[8], header[9]) = (8, (byte)(samples == 1 ? 0 : 2));
        WriteChunk(file, "IHDR"u8, header, Crc32.Of("IHDR"u8, header));
        // The head of a zlib stream, and after all bands the check sum of what they hold.
        WriteChunk(file, "IDAT"u8, [0x78, 0x01], Crc32.Of("IDAT"u8, [0x78, 0x01]));
        (uint a, uint b) = (1, 0);
        foreach (PngBand band in bands)
        {
            WriteChunk(file, "IDAT"u8, band.Packed, band.Crc);
            (a, b) = ((a + band.Sum) % Adler, (uint)((b + (ulong)band.Length * a + band.SumOfSums) % Adler));
        }
        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, b << 16 | a);
        WriteChunk(file, "IDAT"u8, check, Crc32.Of("IDAT"u8, check));
        WriteChunk(file, "IEND"u8, [], Crc32.Of("IEND"u8, []));
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, uint crc)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    /// <param name="Packed">Its rows, compressed.</param>
    /// <param name="Crc">Check sum of the chunk.</param>
    /// <param name="Length">Bytes before compression.</param>
    /// <param name="Sum">Their sum, modulo 65521.</param>
    /// <param name="SumOfSums">The sum of the sums of all their beginnings.</param>
    private sealed record PngBand(byte[] Packed, uint Crc, int Length, uint Sum, uint SumOfSums);

    private readonly record struct Work(RgbPixels Pixels, int Samples, int Rows, PngBand[] Bands) : IBandWork
    {
        // Of a photograph the fastest takes less than half of the time, and half as many bytes more.
        private const long Large = 1 << 20;

        private static readonly ZLibCompressionOptions Fastest = new() { CompressionLevel = 1 }, Fast = new() { CompressionLevel = 2 };

        public void Run(int first, int end)
        {
            for (int band = first; band < end; band++)
                Bands[band] = Make(band * Rows, Math.Min((band + 1) * Rows, Pixels.Height));
        }

        private PngBand Make(int first, int end)
        {
            int stride = Pixels.Width * Samples + 1, length = (end - first) * stride;
            byte[] filtered = ArrayPool<byte>.Shared.Rent(length);
            using (var rows = new PngRows(Pixels, Samples))
            {
                for (int y = first; y < end; y++)
                    rows.Filter(y, filtered.AsSpan((y - first) * stride, stride));
            }
            (uint sum, uint sums) = CheckSums(filtered.AsSpan(0, length));
            using var packed = new MemoryStream(length);
            int packedLength;
            using (var deflate = new DeflateStream(packed, (long)Pixels.Width * Pixels.Height > Large ? Fastest : Fast, leaveOpen: true))
            {
                deflate.Write(filtered, 0, length);
                // To whole bytes, without ending the stream, which goes on in the next band.
                deflate.Flush();
                packedLength = (int)packed.Length;
            }
            ArrayPool<byte>.Shared.Return(filtered);
            if (end == Pixels.Height)
                packedLength = (int)packed.Length;
            byte[] bytes = packed.GetBuffer().AsSpan(0, packedLength).ToArray();
            return new PngBand(bytes, Crc32.Of("IDAT"u8, bytes), length, sum, sums);
        }

        private static (uint Sum, uint Sums) CheckSums(ReadOnlySpan<byte> bytes)
        {
            // As many bytes as fit before a sum overflows.
            const int block = 5552;
            uint sum = 0, sums = 0;
            while (!bytes.IsEmpty)
            {
                foreach (byte value in bytes[..Math.Min(block, bytes.Length)])
                    sums += sum += value;
                (sum, sums) = (sum % Adler, sums % Adler);
                bytes = bytes[Math.Min(block, bytes.Length)..];
            }
            return (sum, sums);
        }
    }
}
