using System.Text.Json.Serialization;

namespace CaffeSharpGen;

/// <summary>
/// A dense float32 array in plain C order (N×C×H×W for activations). It either owns its elements
/// or is a view of memory that belongs to a network; a view is valid until the network runs again.
/// </summary>
[JsonConverter(typeof(TensorJsonConverter))]
public sealed partial class Tensor
{
    /// <summary>Makes a tensor of zeros.</summary>
    public Tensor(Shape shape) : this(shape, new float[shape.Count])
    {
    }

    /// <summary>Makes a view of existing elements.</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape.</exception>
    public Tensor(Shape shape, Memory<float> elements)
    {
        if (elements.Length != shape.Count)
            throw new ArgumentException($"{elements.Length} elements do not fill {shape}", nameof(elements));
        Shape = shape;
        Memory = elements;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The elements.</summary>
    public Memory<float> Memory { get; }

    /// <summary>The elements, last axis innermost.</summary>
    public Span<float> Span => Memory.Span;

    /// <summary>The element at a position in C order.</summary>
    public ref float this[int index] => ref Memory.Span[index];

    /// <summary>The element of an N×C×H×W tensor.</summary>
    public ref float this[int n, int c, int h, int w] =>
        ref Memory.Span[(((n * Shape.Channels) + c) * Shape.Height + h) * Shape.Width + w];

    /// <summary>The elements of one image of the batch, C×H×W.</summary>
    public Span<float> Image(int n) => Span.Slice(n * Shape.CountFrom(1), Shape.CountFrom(1));

    /// <summary>The elements of one channel of one image, H×W.</summary>
    public Span<float> Plane(int n, int c) => Span.Slice((n * Shape.Channels + c) * Shape.CountFrom(2), Shape.CountFrom(2));

    /// <summary>A copy that owns its elements.</summary>
    public Tensor Clone() => new(Shape, Span.ToArray());

    /// <summary>The same elements under another shape of equal count.</summary>
    public Tensor Reshape(Shape shape) => new(shape, Memory);
}
