using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights;

/// <summary>
/// One array of weights, for reading only. Its memory belongs to its source, may lie in a mapped file, and may be misaligned. It can be
/// read until the source is disposed of; a network that loaded it keeps the memory.
/// </summary>
public sealed unsafe class WeightBlob
{
    private readonly float* pointer;
    private readonly object? owner;
    private readonly bool isInFile;

    /// <summary>Makes a blob over memory.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="pointer">Its first element.</param>
    /// <param name="owner">What keeps the memory alive until it is collected.</param>
    public WeightBlob(Shape shape, float* pointer, object? owner = null)
        : this(shape, pointer, owner, isInFile: false)
    {
    }

    /// <param name="shape">Its shape.</param>
    /// <param name="pointer">Its first element.</param>
    /// <param name="owner">What keeps the memory alive; a <see cref="MemoryReference"/> also says when it may not be read any more.</param>
    /// <param name="isInFile">Whether the memory is that of a mapped file.</param>
    internal WeightBlob(Shape shape, float* pointer, object? owner, bool isInFile)
    {
        Shape = shape;
        this.pointer = pointer;
        this.owner = owner;
        this.isInFile = isInFile;
    }

    /// <summary>As stored: the legacy format always has four axes.</summary>
    public Shape Shape { get; }

    /// <summary>The first element. It is valid as long as this object is, and its source is not disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The source was disposed of.</exception>
    public float* Pointer
    {
        get
        {
            (owner as MemoryReference)?.ThrowIfReleased();
            return pointer;
        }
    }

    /// <summary>
    /// All elements. They can be read as long as this object is, and its source is not disposed of: the span keeps neither, so that a
    /// caller that reads while other threads dispose must hold them off.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The source was disposed of.</exception>
    public ReadOnlySpan<float> Span => new(Pointer, Shape.Count);

    /// <summary>The reference through which the memory is read; null if it is not counted.</summary>
    internal MemoryReference? Reference => owner as MemoryReference;

    /// <summary>The same elements, read through another reference to their memory.</summary>
    internal WeightBlob Through(MemoryReference other) => new(Shape, pointer, other, isInFile);

    /// <summary>The same elements in another shape of as many.</summary>
    internal WeightBlob As(Shape shape) => new(shape, pointer, owner, isInFile);

    /// <summary>Whether the elements of two blobs are the same, bit for bit.</summary>
    internal static bool HaveSameBits(WeightBlob one, WeightBlob other)
    {
        // References of their own: the memory stays if a source is disposed of meanwhile.
        using MemoryReference? reading = one.Reference?.Another(), readingOther = other.Reference?.Another();
        bool areEqual = MemoryMarshal.AsBytes(one.Span).SequenceEqual(MemoryMarshal.AsBytes(other.Span));
        GC.KeepAlive(one);
        GC.KeepAlive(other);
        return areEqual;
    }

    /// <summary>
    /// Says that the elements were copied: their pages of a mapped file need not stay in memory. They come back when they are read.
    /// </summary>
    public void DiscardPages()
    {
        if (isInFile)
            MemoryAdvice.DiscardPages(pointer, (nuint)Shape.Count * sizeof(float));
        GC.KeepAlive(owner);
    }
}
