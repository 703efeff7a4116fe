using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>The check sum of chunks of a PNG file.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Steps = 8;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The check sum of a chunk's name and data.</summary>
    public static uint Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => ~Extend(Extend(uint.MaxValue, name), data);

    // Eight bytes at a time: row k of the table is what a byte has become k bytes later.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Extend(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
        while (bytes.Length >= Steps)
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes), high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[0x700 + (byte)low] ^ table[0x600 + (byte)(low >> 8)] ^ table[0x500 + (byte)(low >> 16)] ^ table[0x400 + (low >> 24)]
                ^ table[0x300 + (byte)high] ^ table[0x200 + (byte)(high >> 8)] ^ table[0x100 + (byte)(high >> 16)] ^ table[high >> 24];
            bytes = bytes[Steps..];
        }
        foreach (byte value in bytes)
            crc = table[(byte)(crc ^ value)] ^ crc >> 8;
        return crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[Steps * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ Polynomial;
            table[i] = crc;
        }
        for (int i = 256; i < table.Length; i++)
            table[i] = table[(byte)table[i - 256]] ^ table[i - 256] >> 8;
        return table;
    }
}
