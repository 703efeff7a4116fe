using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights;

/// <summary>
/// Reads one BlobProto. Float data in one piece is used where it lies; data in several pieces, unpacked, in double or in half precision is converted.
/// </summary>
internal static unsafe class BlobReader
{
    // Fields of Caffe's BlobProto, and of NVIDIA's fork, which stores halves as raw bytes with a type.
    private const int Num = 1, Channels = 2, Height = 3, Width = 4, Data = 5, ShapeField = 7, DoubleData = 8, RawType = 10, RawData = 12;
    private const int RawDouble = 0, RawFloat = 1, RawHalf = 2;

    /// <summary>Reads a blob.</summary>
    /// <param name="blob">The message.</param>
    /// <param name="owned">Takes memory that must be freed with the file.</param>
    /// <param name="owner">Keeps the mapping alive.</param>
    public static WeightBlob Read(WireReader blob, List<nint> owned, object owner)
    {
        WireReader whole = blob;
        long at = blob.Position;
        var legacy = new long[] { 0, 0, 0, 0 };
        List<long>? shape = null;
        bool isLegacy = false;
        int rawType = RawFloat;
        var pieces = new List<(WireReader Bytes, int Size)>();
        while (blob.HasMore)
        {
            (int field, WireType type) = blob.Tag();
            switch (field)
            {
                case Num or Channels or Height or Width when type == WireType.Varint:
                    legacy[field - Num] = (long)blob.Varint();
                    isLegacy = true;
                    break;
                case ShapeField when type == WireType.Length:
                    shape = Dimensions(blob.Nested());
                    break;
                case Data or DoubleData or RawData when type == WireType.Length:
                    pieces.Add((blob.Nested(), field switch { Data => 4, DoubleData => 8, _ => 0 }));
                    break;
                case Data when type == WireType.Fixed32:
                    pieces.Add((Fixed(ref blob, 4), 4));
                    break;
                case DoubleData when type == WireType.Fixed64:
                    pieces.Add((Fixed(ref blob, 8), 8));
                    break;
                case RawType when type == WireType.Varint:
                    rawType = (int)Math.Min(blob.Varint(), int.MaxValue);
                    break;
                default:
                    blob.Skip(type, field);
                    break;
            }
        }
        Shape stored = ToShape(whole, at, shape ?? (isLegacy ? [.. legacy] : []));
        pieces = [.. pieces.Select(piece => piece.Size > 0 ? piece : (piece.Bytes, rawType switch { RawDouble => 8, RawFloat => 4, RawHalf => 2, _ => 0 }))];
        return new WeightBlob(stored, Values(whole, at, stored, pieces, owned), owner);
    }

    private static WireReader Fixed(ref WireReader blob, int size)
    {
        WireReader here = blob;
        blob.Advance(size);
        return here.Limit(size);
    }

    private static List<long> Dimensions(WireReader shape)
    {
        var dimensions = new List<long>();
        while (shape.HasMore)
        {
            (int field, WireType type) = shape.Tag();
            if (field == 1 && type == WireType.Varint)
            {
                dimensions.Add((long)shape.Varint());
            }
            else if (field == 1 && type == WireType.Length)
            {
                WireReader packed = shape.Nested();
                while (packed.HasMore)
                    dimensions.Add((long)packed.Varint());
            }
            else
            {
                shape.Skip(type, field);
            }
            if (dimensions.Count > 32)
                throw shape.Fault(shape.Position, "a blob of more than 32 axes", "at most 32");
        }
        return dimensions;
    }

    private static Shape ToShape(WireReader blob, long at, IReadOnlyList<long> dimensions)
    {
        double count = 1;
        foreach (long length in dimensions)
        {
            if (length is < 0 or > int.MaxValue)
                throw blob.Fault(at, $"a blob of shape {string.Join("×", dimensions)}", $"lengths of 0 … {int.MaxValue}");
            count *= length;
        }
        return count <= int.MaxValue
            ? Shape.Of([.. dimensions.Select(length => (int)length)])
            : throw blob.Fault(at, $"a blob of shape {string.Join("×", dimensions)}", $"at most {int.MaxValue} elements");
    }

    private static float* Values(WireReader blob, long at, Shape shape, List<(WireReader Bytes, int Size)> pieces, List<nint> owned)
    {
        long found = 0;
        foreach ((WireReader bytes, int size) in pieces)
        {
            if (size == 0 || bytes.Remaining % size != 0)
                throw blob.Fault(at, $"{bytes.Remaining} bytes of data", size == 0 ? "a known type of raw data: double, float or half" : $"a multiple of {size}");
            found += bytes.Remaining / size;
        }
        if (found != shape.Count)
            throw blob.Fault(at, $"{found} values in a blob of shape {shape}", $"{shape.Count}");
        if (pieces is [(WireReader only, 4)] && BitConverter.IsLittleEndian)
            return (float*)only.Pointer;

        // The file holds at least two bytes for each value: the allocation is no larger than twice what is there.
        float* values = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, shape.Count) * sizeof(float), 64);
        owned.Add((nint)values);
        float* next = values;
        foreach ((WireReader bytes, int size) in pieces)
        {
            for (byte* p = bytes.Pointer, stop = p + bytes.Remaining; p < stop; p += size)
                *next++ = Value(new ReadOnlySpan<byte>(p, size));
        }
        return values;
    }

    private static float Value(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        8 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
    };
}
