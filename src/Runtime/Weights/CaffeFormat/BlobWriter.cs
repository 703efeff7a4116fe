using Google.Protobuf;

namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>Writes BlobProtos: a head that protobuf makes, and floats that go to the file from where they lie.</summary>
internal static class BlobWriter
{
    /// <summary>Number of axes that a blob of the legacy format has.</summary>
    public const int LegacyAxes = 4;

    /// <summary>A blob without its data, with any number of axes.</summary>
    public static BlobMessage Head(Shape shape)
    {
        var lengths = new LengthsMessage();
        foreach (int length in shape)
            lengths.Lengths.Add(length);
        return new BlobMessage { Shape = lengths };
    }

    /// <summary>A blob of four axes without its data; axes of length 1 are added in front.</summary>
    public static BlobMessage LegacyHead(Shape shape)
    {
        int Length(int axis) => axis - (LegacyAxes - shape.Rank) is >= 0 and int own ? shape[own] : 1;
        return new BlobMessage { Num = Length(0), Channels = Length(1), Height = Length(2), Width = Length(3) };
    }

    /// <summary>Size of a blob's message, in bytes.</summary>
    public static long Size(BlobMessage head, Tensor blob) => head.CalculateSize() + FieldSize(BlobMessage.DataFieldNumber, DataSize(blob));

    /// <summary>Size of a blob's floats, in bytes.</summary>
    public static long DataSize(Tensor blob) => (long)blob.Shape.Count * sizeof(float);

    /// <summary>Size of a field whose content has a size, with its tag and length.</summary>
    public static long FieldSize(int field, long size) =>
        CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeUInt64Size((ulong)size) + size;

    /// <summary>Writes the number and the length of a field; its bytes come next.</summary>
    public static void WriteStart(CodedOutputStream output, int field, long size)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)size);
    }

    /// <summary>Writes a blob.</summary>
    /// <param name="output">Where protobuf writes.</param>
    /// <param name="stream">What is under it.</param>
    /// <param name="head">The blob without its data.</param>
    /// <param name="blob">The data.</param>
    public static void Write(CodedOutputStream output, Stream stream, BlobMessage head, Tensor blob)
    {
        head.WriteTo(output);
        WriteStart(output, BlobMessage.DataFieldNumber, DataSize(blob));
        // The data follows past the buffer of the protobuf stream.
        output.Flush();
        FloatBytes.Write(stream, blob.Span);
    }
}
