using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>Floats as they stand in files: little-endian, one after the other.</summary>
internal static class FloatBytes
{
    /// <summary>Writes floats straight from memory; at most 2 GiB of them, as protobuf has it.</summary>
    public static void Write(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
