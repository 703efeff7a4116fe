using System.Buffers.Binary;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>A binary file: little-endian, longs of 4 or of 8 bytes.</summary>
internal sealed class BinaryOutput(string name, Stream stream, int longBytes) : Torch7Output
{
    private readonly byte[] buffer = new byte[ChunkLength * sizeof(long)];

    public override void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer, value);
        stream.Write(buffer, 0, sizeof(int));
    }

    public override void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer, value);
        stream.Write(buffer, 0, sizeof(double));
    }

    public override void Longs(ReadOnlySpan<long> values)
    {
        foreach (long value in values)
        {
            if (longBytes == sizeof(int))
            {
                Int(value is >= int.MinValue and <= int.MaxValue
                    ? (int)value
                    : throw new WeightException(
                        $"{name}: the long {value} is to be written; expected one of 32 bits, or the format Binary64"));
                continue;
            }
            BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
            stream.Write(buffer, 0, sizeof(long));
        }
    }

    public override void Bytes(ReadOnlySpan<byte> bytes)
    {
        Int(bytes.Length);
        stream.Write(bytes);
    }

    public override void Elements<T>(ElementBlock elements)
    {
        bool otherLongs = typeof(T) == typeof(long) && elements.ElementBytes != longBytes;
        var longs = new long[otherLongs ? ChunkLength : 0];
        for (long done = 0; done < elements.Count; done += ChunkLength)
        {
            int count = (int)Math.Min(ChunkLength, elements.Count - done);
            if (otherLongs)
            {
                elements.Convert<T, long>(done, 1, longs.AsSpan(0, count));
                Longs(longs.AsSpan(0, count));
                continue;
            }
            ReadOnlySpan<byte> bytes = elements.Bytes(done, count);
            if (!BitConverter.IsLittleEndian)
            {
                bytes.CopyTo(buffer);
                ElementBlock.SwapBytes(buffer.AsSpan(0, bytes.Length), elements.ElementBytes);
                bytes = buffer.AsSpan(0, bytes.Length);
            }
            stream.Write(bytes);
        }
    }
}
