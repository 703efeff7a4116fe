namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>Reads one BlobProto: its shape, and where its values are.</summary>
internal static class BlobReader
{
    // Fields of Caffe's BlobProto, and of NVIDIA's fork, which stores halves as raw bytes with a type.
    private const int Num = 1, Channels = 2, Height = 3, Width = 4, ShapeField = 7, RawType = 10;
    private const int MostAxes = 32;

    /// <summary>Reads a blob.</summary>
    /// <param name="blob">The message.</param>
    /// <param name="memory">The memory of the file; copies of values are freed with it.</param>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static unsafe StoredBlob Read(WireReader blob, WeightMemory memory)
    {
        WireReader whole = blob;
        var legacy = new long[4];
        long[] lengths = [];
        bool isLegacy = false;
        var data = new BlobData();
        while (blob.HasMore)
        {
            (int field, WireType type) = blob.Tag();
            if (field is Num or Channels or Height or Width && type == WireType.Varint)
            {
                legacy[field - Num] = (long)blob.Varint();
                isLegacy = true;
            }
            else if (field == ShapeField && type == WireType.Length)
            {
                lengths = Lengths(blob.Nested());
            }
            else if (field == RawType && type == WireType.Varint)
            {
                data.RawType = blob.Varint();
            }
            else if (!data.TryCount(ref blob, field, type))
            {
                blob.Skip(type, field);
            }
        }
        // Where a file has both, Caffe goes by the legacy lengths.
        Shape shape = ToShape(whole, isLegacy ? legacy : lengths);
        float* values = data.Values(whole, shape, memory, out bool isInFile);
        return new StoredBlob(shape, values, isInFile);
    }

    private static long[] Lengths(WireReader shape)
    {
        long[] lengths = new long[MostAxes];
        int count = 0;
        while (shape.HasMore)
        {
            (int field, WireType type) = shape.Tag();
            if (field == 1 && type == WireType.Varint)
            {
                Add(shape, lengths, ref count, (long)shape.Varint());
            }
            else if (field == 1 && type == WireType.Length)
            {
                WireReader packed = shape.Nested();
                while (packed.HasMore)
                    Add(packed, lengths, ref count, (long)packed.Varint());
            }
            else
            {
                shape.Skip(type, field);
            }
        }
        return Arrays.First(lengths, count);
    }

    private static void Add(WireReader reader, long[] lengths, ref int count, long length)
    {
        if (count == MostAxes)
            throw reader.Fault(reader.Position, $"a blob of more than {MostAxes} axes", $"at most {MostAxes}");
        lengths[count++] = length;
    }

    private static Shape ToShape(WireReader blob, long[] lengths)
    {
        double count = 1;
        foreach (long length in lengths)
        {
            if (length is < 0 or > int.MaxValue)
                throw blob.Fault(blob.Position, $"a blob of shape {string.Join("×", lengths)}", $"lengths of 0 … {int.MaxValue}");
            count *= length;
            // Also where a length of 0 follows: products of some of the axes must not overflow either.
            if (count > int.MaxValue)
                throw blob.Fault(blob.Position, $"a blob of shape {string.Join("×", lengths)}", $"at most {int.MaxValue} elements");
        }
        return Shape.Of(Arrays.Convert(lengths, length => (int)length));
    }
}
