namespace CaffeSharpGen.Weights;

/// <summary>
/// One array of weights. Its memory belongs to its source and may lie in a mapped file: it is for reading only, and it may be misaligned.
/// </summary>
public sealed unsafe class WeightBlob
{
    private readonly float* pointer;
    private readonly object? owner;

    /// <summary>Makes a blob over memory.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="pointer">Its first element.</param>
    /// <param name="owner">What keeps the memory alive.</param>
    public WeightBlob(Shape shape, float* pointer, object? owner = null)
    {
        Shape = shape;
        this.pointer = pointer;
        this.owner = owner;
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
}
