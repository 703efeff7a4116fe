using System.Buffers.Binary;

namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>
/// The values of one BlobProto. The message is walked once to count them. Floats in one piece are used where they lie; everything else
/// (several pieces, single values, doubles, halves) is converted in a second walk.
/// </summary>
internal unsafe struct BlobData()
{
    private const int Float = 5, Double = 8, Raw = 12;
    private const int RawDouble = 0, RawFloat = 1, RawHalf = 2;

    private Kind floats, doubles, raw;

    /// <summary>How raw bytes are to be read; floats unless the file says otherwise.</summary>
    public ulong RawType { get; set; } = RawFloat;

    /// <summary>Steps over a field if it holds values, and counts them.</summary>
    public bool TryCount(ref WireReader blob, int field, WireType type)
    {
        if (!TryPiece(ref blob, field, type, out WireReader piece))
            return false;
        switch (field)
        {
            case Float:
                floats.Add(piece);
                break;
            case Double:
                doubles.Add(piece);
                break;
            default:
                raw.Add(piece);
                break;
        }
        return true;
    }

    /// <summary>The values of a blob, where they lie in the file or converted into other memory.</summary>
    public readonly float* Values(WireReader blob, Shape shape, WeightMemory memory, out bool isInFile)
    {
        isInFile = true;
        // Doubles come first with Caffe; raw bytes exist in files that have nothing else.
        (int field, Kind kind, int size) = doubles.Pieces > 0 ? (Double, doubles, sizeof(double))
            : floats.Pieces > 0 || raw.Pieces == 0 ? (Float, floats, sizeof(float))
            : (Raw, raw, RawSize(blob));
        long count = kind.Bytes / size;
        if (kind.Bytes % size != 0)
            throw blob.Fault(blob.Position, $"a blob with {kind.Bytes} bytes of data", $"a multiple of {size}");
        if (count != shape.Count)
            throw blob.Fault(blob.Position, $"{count} values in a blob of shape {shape}", $"{shape.Count}");
        if (count == 0)
            return (float*)blob.Pointer;
        if (kind.Pieces == 1 && size == sizeof(float) && BitConverter.IsLittleEndian)
            return (float*)kind.First.Pointer;

        // The file holds at least two bytes for each value: the allocation is no larger than twice what is there.
        isInFile = false;
        float* values = memory.Allocate((int)count);
        Convert(blob, field, size, new Span<float>(values, (int)count));
        return values;
    }

    private static void Convert(WireReader blob, int stored, int size, Span<float> values)
    {
        while (blob.HasMore)
        {
            (int field, WireType type) = blob.Tag();
            if (field != stored || !TryPiece(ref blob, field, type, out WireReader piece))
            {
                blob.Skip(type, field);
                continue;
            }
            if (piece.Remaining % size != 0)
                throw piece.Fault(piece.Position, $"a piece of {piece.Remaining} bytes of data", $"a multiple of {size}");
            int count = (int)(piece.Remaining / size);
            Convert(piece.Pointer, size, values[..count]);
            values = values[count..];
        }
    }

    private static void Convert(byte* from, int size, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++, from += size)
        {
            to[i] = size switch
            {
                sizeof(double) => (float)BinaryPrimitives.ReadDoubleLittleEndian(new ReadOnlySpan<byte>(from, size)),
                sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(new ReadOnlySpan<byte>(from, size)),
                _ => (float)BinaryPrimitives.ReadHalfLittleEndian(new ReadOnlySpan<byte>(from, size)),
            };
        }
    }

    // Packed values, or one: both are allowed for a repeated field, in any mixture.
    private static bool TryPiece(ref WireReader blob, int field, WireType type, out WireReader piece)
    {
        switch (field, type)
        {
            case (Float or Double or Raw, WireType.Length):
                piece = blob.Nested();
                return true;
            case (Float, WireType.Fixed32):
                piece = blob.Take(sizeof(float));
                return true;
            case (Double, WireType.Fixed64):
                piece = blob.Take(sizeof(double));
                return true;
            default:
                piece = default;
                return false;
        }
    }

    private readonly int RawSize(WireReader blob) => RawType switch
    {
        RawDouble => sizeof(double),
        RawFloat => sizeof(float),
        RawHalf => 2,
        _ => throw blob.Fault(
            blob.Position, $"raw data of type {RawType}", $"{RawDouble} (double), {RawFloat} (float) or {RawHalf} (half)"),
    };

    private struct Kind
    {
        public long Bytes;
        public long Pieces;
        public WireReader First;

        public void Add(WireReader piece)
        {
            if (Pieces++ == 0)
                First = piece;
            Bytes += piece.Remaining;
        }
    }
}
