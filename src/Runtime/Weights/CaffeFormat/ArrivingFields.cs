namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>
/// Walks the outermost fields of a protobuf message while its bytes arrive: what is no such message, such as an endless device, is refused
/// within its first bytes.
/// </summary>
/// <param name="name">For messages: what the bytes are of.</param>
internal sealed unsafe class ArrivingFields(string name)
{
    // A tag and a length, or a tag and a value, of ten bytes each.
    private const int MostHeadBytes = 20;

    private long position;

    /// <summary>Checks what has arrived so far.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many there are.</param>
    /// <exception cref="InvalidDataException">They are of no message.</exception>
    public void Check(byte* start, long length)
    {
        while (length - position >= MostHeadBytes)
            Step(start, length);
    }

    // Steps behind a field, which need not be there yet.
    private void Step(byte* start, long length)
    {
        var reader = new WireReader(name, start, position, length);
        (int field, WireType type) = reader.Tag();
        switch (type)
        {
            case WireType.Length:
                long at = reader.Position;
                ulong bytes = reader.Varint();
                position = bytes <= int.MaxValue
                    ? reader.Position + (long)bytes
                    : throw reader.Fault(at, $"a field of {bytes} bytes", $"at most {int.MaxValue}");
                break;
            case WireType.Group:
                // Its end is known when all of it is there: the rest is checked then.
                position = long.MaxValue;
                break;
            default:
                reader.Skip(type, field);
                position = reader.Position;
                break;
        }
    }
}
