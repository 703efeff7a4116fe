using System.Text;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>Writes protobuf by hand, also what no library would write.</summary>
internal sealed class Wire
{
    private readonly MemoryStream bytes = new();

    public byte[] Bytes => bytes.ToArray();

    public Wire Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
        return this;
    }

    public Wire Tag(int field, int wireType) => Varint((ulong)field << 3 | (uint)wireType);

    public Wire Raw(params byte[] raw)
    {
        bytes.Write(raw);
        return this;
    }

    public Wire Number(int field, long value) => Tag(field, 0).Varint((ulong)value);

    public Wire Block(int field, byte[] content) => Tag(field, 2).Varint((ulong)content.Length).Raw(content);

    public Wire Message(int field, Wire content) => Block(field, content.Bytes);

    public Wire Text(int field, string text) => Block(field, Encoding.UTF8.GetBytes(text));

    public Wire Floats(int field, params float[] values) => Block(field, [.. values.SelectMany(BitConverter.GetBytes)]);

    public Wire Doubles(int field, params double[] values) => Block(field, [.. values.SelectMany(BitConverter.GetBytes)]);

    public Wire Halves(int field, params Half[] values) => Block(field, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>A BlobShape.</summary>
    public Wire Shape(params long[] lengths)
    {
        var packed = new Wire();
        foreach (long length in lengths)
            packed.Varint((ulong)length);
        return Message(7, new Wire().Message(1, packed));
    }

    /// <summary>The four legacy lengths.</summary>
    public Wire Legacy(long num, long channels, long height, long width) =>
        Number(1, num).Number(2, channels).Number(3, height).Number(4, width);

    /// <summary>A caffemodel of one V2 layer, an InnerProduct named <c>fc</c>, with blobs.</summary>
    public static byte[] Model(params Wire[] blobs)
    {
        Wire layer = new Wire().Text(1, "fc").Text(2, "InnerProduct");
        foreach (Wire blob in blobs)
            layer.Message(7, blob);
        return new Wire().Text(1, "net").Message(100, layer).Bytes;
    }
}
