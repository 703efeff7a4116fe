namespace CaffeSharpGen.Weights;

/// <summary>
/// One array of weights. Its memory belongs to its source and may lie in a mapped file: it is for reading only, and it may be misaligned.
/// </summary>
public sealed unsafe class WeightBlob
{
    private readonly float* pointer;
    private readonly object? owner;
    private readonly bool isInFile;

    /// <summary>Makes a blob over memory.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="pointer">Its first element.</param>
    /// <param name="owner">What keeps the memory alive.</param>
    public WeightBlob(Shape shape, float* pointer, object? owner = null)
        : this(shape, pointer, owner, isInFile: false)
    {
    }

    /// <param name="shape">Its shape.</param>
    /// <param name="pointer">Its first element.</param>
    /// <param name="owner">What keeps the memory alive.</param>
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

    /// <summary>The first element.</summary>
    public float* Pointer => pointer;

    /// <summary>All elements.</summary>
    public ReadOnlySpan<float> Span
    {
        get
        {
            GC.KeepAlive(owner);
            return new(pointer, Shape.Count);
        }
    }

    /// <summary>Says that the elements were copied: what of a mapped file they fill need not stay in memory. It comes back when they are read.</summary>
    internal void Leave()
    {
        if (isInFile)
            MemoryAdvice.Leave(pointer, (nuint)Shape.Count * sizeof(float));
        GC.KeepAlive(owner);
    }
}
