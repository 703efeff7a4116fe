using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>Takes numbers and bytes from a file in memory, in one of its encodings. Nothing is read, and no memory asked for, beyond its end.</summary>
/// <param name="name">For messages: the file.</param>
/// <param name="start">Its first byte.</param>
/// <param name="end">Number of bytes.</param>
/// <param name="owner">What keeps the memory alive.</param>
internal abstract unsafe class Torch7Input(string name, byte* start, long end, object owner)
{
    /// <summary>Offset of the next byte.</summary>
    public long Position { get; protected set; }

    /// <summary>How many bytes are left.</summary>
    public long Remaining => end - Position;

    /// <summary>Whether nothing is left that means anything.</summary>
    public abstract bool IsAtEnd { get; }

    /// <summary>The fewest bytes that an entry of a table takes.</summary>
    public abstract int LeastEntryBytes { get; }

    /// <summary>The next byte in memory.</summary>
    protected byte* Pointer => start + Position;

    /// <summary>What keeps the memory alive.</summary>
    protected object Owner => owner;

    /// <summary>Reads a number of 32 bits.</summary>
    public abstract int Int();

    /// <summary>Reads one of Torch's longs.</summary>
    public abstract long Long();

    /// <summary>Reads some of Torch's longs; so many that they need no room worth a check.</summary>
    public abstract long[] Longs(int count);

    /// <summary>Reads a double.</summary>
    public abstract double Double();

    /// <summary>Reads the elements of a storage, or finds where they lie.</summary>
    /// <param name="type">What they are.</param>
    /// <param name="count">How many the file says there are.</param>
    /// <param name="at">Where it says so.</param>
    public abstract ElementBlock Elements(Torch7ElementType type, long count, long at);

    /// <summary>Reads how many bytes follow, and copies them.</summary>
    /// <param name="what">For messages: what they are.</param>
    public byte[] Bytes(string what)
    {
        long at = Position;
        int length = Int();
        if (length < 0 || length > Math.Min(Remaining, Array.MaxLength))
            throw Fault(at, $"{what} of {length} bytes", $"0 to the {Remaining} bytes that are left");
        byte[] bytes = new ReadOnlySpan<byte>(Pointer, length).ToArray();
        Position += length;
        if (length > 0)
            EndLine();
        return bytes;
    }

    /// <summary>An exception about a place in the file.</summary>
    public WeightException Fault(long at, string found, string expected) =>
        new($"{name}: at byte {at} there is {found}; expected {expected}. The file is damaged, cut short, or no Torch7 file");

    /// <summary>Steps over what separates one value, or one row of values, from the next.</summary>
    protected abstract void EndLine();
}
