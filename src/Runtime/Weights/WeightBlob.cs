namespace CaffeSharpGen.Weights;

/// <summary>A blob.</summary>
public sealed unsafe class WeightBlob(Shape shape, float* pointer)
{
    /// <summary>Shape.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Data.</summary>
    public float* Pointer => pointer;

    /// <summary>Data.</summary>
    public ReadOnlySpan<float> Span => new(pointer, Shape.Count);
}
