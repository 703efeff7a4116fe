namespace CaffeSharpGen.Torch7;

/// <summary>Puts numbers and bytes into a file, in one of its encodings.</summary>
internal abstract class Torch7Output
{
    /// <summary>Elements of a storage that are looked at together.</summary>
    protected const int ChunkLength = 1 << 14;

    /// <summary>Writes a number of 32 bits.</summary>
    public abstract void Int(int value);

    /// <summary>Writes Torch's longs, one at least unless there are none.</summary>
    public abstract void Longs(ReadOnlySpan<long> values);

    /// <summary>Writes a double.</summary>
    public abstract void Double(double value);

    /// <summary>Writes how many bytes follow, and the bytes.</summary>
    public abstract void Bytes(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a storage's elements; their number stands in front already.</summary>
    public abstract void Elements(Torch7Storage storage);
}
