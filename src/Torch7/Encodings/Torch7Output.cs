using System.Numerics;
using CaffeSharpGen.Torch7.Layout;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>Writes numbers and bytes to a file, in one of the encodings.</summary>
internal abstract class Torch7Output
{
    /// <summary>Elements of a storage that are written together.</summary>
    protected const int ChunkLength = 1 << 14;

    /// <summary>Writes a number of 32 bits.</summary>
    public abstract void Int(int value);

    /// <summary>Writes Torch's longs as a row.</summary>
    public abstract void Longs(ReadOnlySpan<long> values);

    /// <summary>Writes a double.</summary>
    public abstract void Double(double value);

    /// <summary>Writes the number of bytes and the bytes.</summary>
    public abstract void Bytes(ReadOnlySpan<byte> bytes);

    /// <summary>Writes the elements of a storage, without their number.</summary>
    /// <typeparam name="T">The type of the elements; of a long whatever its length in memory.</typeparam>
    public abstract void Elements<T>(ElementBlock elements) where T : unmanaged, INumberBase<T>;
}
