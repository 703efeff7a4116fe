using System.Numerics;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>
/// Reads numbers and bytes of a file in memory, in one of the encodings. Never reads beyond its end; memory grows with what is left.
/// </summary>
/// <param name="name">For messages: the file.</param>
/// <param name="start">Its first byte.</param>
/// <param name="end">Number of bytes.</param>
/// <param name="owner">Keeps the memory alive.</param>
internal abstract unsafe class Torch7Input(string name, byte* start, long end, object owner)
{
    /// <summary>For messages: the file.</summary>
    public string Name => name;

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; protected set; }

    /// <summary>Number of bytes left.</summary>
    public long Remaining => end - Position;

    /// <summary>Whether nothing but blanks is left.</summary>
    public abstract bool IsAtEnd { get; }

    /// <summary>The fewest bytes that an entry of a table takes.</summary>
    public abstract int LeastEntryBytes { get; }

    /// <summary>The next byte in memory.</summary>
    protected byte* Pointer => start + Position;

    /// <summary>Keeps the memory alive.</summary>
    protected object Owner => owner;

    /// <summary>Reads a number of 32 bits.</summary>
    public abstract int Int();

    /// <summary>Reads one of Torch's longs.</summary>
    public abstract long Long();

    /// <summary>Reads several of Torch's longs: a few, so that their memory needs no check.</summary>
    public abstract long[] Longs(int count);

    /// <summary>Reads a double.</summary>
    public abstract double Double();

    /// <summary>Reads the elements of a storage, or finds where they lie.</summary>
    /// <typeparam name="T">The type of the elements; of a long whatever its length in the file.</typeparam>
    /// <param name="count">Their number, as the file has it.</param>
    /// <param name="at">Offset of that number.</param>
    public abstract ElementBlock Elements<T>(long count, long at) where T : unmanaged, INumberBase<T>;

    /// <summary>Reads a length and copies as many bytes.</summary>
    /// <param name="what">For messages: the meaning of the bytes.</param>
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

    /// <summary>An exception about a byte of the file.</summary>
    public WeightException Fault(long at, string found, string expected) =>
        new($"{Name}: at byte {at} there is {found}; expected {expected}. The file is damaged, cut short, or no Torch7 file");

    /// <summary>An exception about what a sound file holds and this library does not read.</summary>
    public WeightException Unsupported(long at, string found, string expected) =>
        new($"{Name}: at byte {at} there is {found}; expected {expected}");

    /// <summary>Skips what separates a value or a row of values from the next.</summary>
    protected abstract void EndLine();
}
