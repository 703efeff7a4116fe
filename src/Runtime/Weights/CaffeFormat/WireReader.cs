using System.Text;

namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>
/// Walks a protobuf message in mapped memory, field by field. Every length is checked against the message before it is followed. A damaged
/// message is an <see cref="InvalidDataException"/>.
/// </summary>
/// <param name="file">For messages: the file.</param>
/// <param name="start">The file's first byte.</param>
/// <param name="position">Offset of the message.</param>
/// <param name="end">Offset behind the message.</param>
internal unsafe struct WireReader(string file, byte* start, long position, long end)
{
    // Protobuf allows about as many; no known writer makes any.
    private const int DeepestGroup = 64;

    private long position = position;

    // Of the field that is read, for messages.
    private long tagAt = position;

    /// <summary>Offset of the next byte.</summary>
    public readonly long Position => position;

    /// <summary>Whether there is another field.</summary>
    public readonly bool HasMore => position < end;

    /// <summary>Reads a field's number and how its value is stored.</summary>
    public (int Field, WireType Type) Tag()
    {
        tagAt = position;
        ulong tag = Varint();
        int field = (int)Math.Min(tag >> 3, int.MaxValue);
        return field is > 0 and <= 536870911
            ? (field, (WireType)(tag & 7))
            : throw Fault(tagAt, $"the field number {tag >> 3}", "1 … 536870911");
    }

    /// <summary>Reads a number of 1 to 10 bytes.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (position >= end)
                throw Fault(position, "the end of the message inside a number", "another byte");
            byte b = start[position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
        throw Fault(position, "a number of more than 10 bytes", "one of at most 10");
    }

    /// <summary>Reads a length and steps over that many bytes; a reader for them.</summary>
    public WireReader Nested()
    {
        long at = position;
        ulong length = Varint();
        if (length > (ulong)(end - position))
            throw Fault(at, $"a field of {length} bytes", $"at most the {end - position} bytes that are left");
        long begin = position;
        position += (long)length;
        return new WireReader(file, start, begin, position);
    }

    /// <summary>Reads a text.</summary>
    public string Text()
    {
        WireReader text = Nested();
        long length = text.Remaining;
        return length <= 1 << 20
            ? Encoding.UTF8.GetString(text.Pointer, (int)length)
            : throw Fault(text.Position, $"a name of {length} bytes", "at most 1 MiB");
    }

    /// <summary>Number of bytes left.</summary>
    public readonly long Remaining => end - position;

    /// <summary>The next byte in memory.</summary>
    public readonly byte* Pointer => start + position;

    /// <summary>Steps over bytes; a reader for them.</summary>
    public WireReader Take(int bytes)
    {
        long begin = position;
        Advance(bytes);
        return new WireReader(file, start, begin, position);
    }

    /// <summary>Steps over the value of a field that is not used.</summary>
    public void Skip(WireType type, int field, int depth = 0)
    {
        switch (type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Advance(8);
                break;
            case WireType.Length:
                Nested();
                break;
            case WireType.Fixed32:
                Advance(4);
                break;
            case WireType.Group when depth >= DeepestGroup:
                throw Fault(position, $"a group inside {DeepestGroup} others", "fewer");
            case WireType.Group:
                for ((int inner, WireType innerType) = Tag(); innerType != WireType.EndGroup || inner != field; (inner, innerType) = Tag())
                    Skip(innerType, inner, depth + 1);
                break;
            default:
                string found = type == WireType.EndGroup
                    ? $"the end of a group {field} that did not begin"
                    : $"a field of wire type {(int)type}";
                throw Fault(tagAt, found, "a wire type of 0 … 5");
        }
    }

    /// <summary>Steps over bytes.</summary>
    public void Advance(int bytes)
    {
        if (bytes > end - position)
            throw Fault(position, $"{end - position} bytes", $"{bytes}");
        position += bytes;
    }

    /// <summary>An exception about a position in the file.</summary>
    public readonly InvalidDataException Fault(long at, string found, string expected) =>
        new($"{file}: at byte {at} there is {found}; expected {expected}. The file is damaged, cut short, or no caffemodel");
}

/// <summary>How a protobuf value is stored.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Group = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
