using System.Numerics;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// The elements that tensors are views of. Elements of a binary file are not copied: they stay in the file, may be misaligned, are
/// read-only, and can be read until the file is disposed of.
/// </summary>
public sealed class Torch7Storage : Torch7Reference
{
    private readonly ElementBlock elements;

    /// <summary>A storage over memory.</summary>
    /// <param name="className">Its class, which must have elements of this type.</param>
    /// <param name="version">The version of the class.</param>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="elements">The elements.</param>
    internal Torch7Storage(string className, int version, Torch7ElementType elementType, ElementBlock elements)
    {
        ClassName = className;
        Version = version;
        ElementType = elementType;
        this.elements = elements;
    }

    /// <summary>Its class, such as <c>torch.FloatStorage</c> or <c>torch.CudaStorage</c>.</summary>
    public string ClassName { get; }

    /// <summary>The version of its class; 0 if the file is from before versions.</summary>
    public int Version { get; }

    /// <summary>The type of the elements.</summary>
    public Torch7ElementType ElementType { get; }

    /// <summary>Number of elements.</summary>
    public long Count => elements.Count;

    /// <summary>The elements in memory.</summary>
    internal ElementBlock Elements => elements;

    internal override int Tag => Tags.Torch;

    /// <summary>Copies elements.</summary>
    /// <param name="elements">What to copy.</param>
    /// <param name="className">The class, such as <c>torch.CudaStorage</c>; defaults to Torch7's own class for these elements.</param>
    /// <exception cref="ArgumentException">The class has other elements.</exception>
    public static Torch7Storage Copy<T>(ReadOnlySpan<T> elements, string? className = null) where T : unmanaged
    {
        Torch7ElementType type = ElementTypes.Of<T>();
        className ??= TorchClasses.StorageOf(type);
        if (!TorchClasses.IsStorage(className, out Torch7ElementType expected) || expected != type)
            throw new ArgumentException($"{className} is no class of storages with elements of type {type}", nameof(className));
        var block = ElementBlock.Allocate<T>(elements.Length, out Span<T> own);
        elements.CopyTo(own);
        return new Torch7Storage(className, 1, type, block);
    }

    /// <summary>
    /// The elements as they lie in memory. The span does not keep a mapped file: the caller keeps the <see cref="Torch7File"/>, and does
    /// not dispose of it, while reading. <see cref="ToArray{T}"/> needs no such care.
    /// </summary>
    /// <returns>Whether they are of type <typeparamref name="T"/> and a span holds them.</returns>
    public bool TryView<T>(out ReadOnlySpan<T> elements) where T : unmanaged => TryView(0, Count, out elements);

    /// <summary>A copy of the elements, converted: what the new type cannot hold becomes its nearest value.</summary>
    /// <exception cref="WeightException">There are more than an array holds.</exception>
    public T[] ToArray<T>() where T : unmanaged, INumberBase<T>
    {
        if (Count > Array.MaxLength)
            throw new WeightException($"{this} does not fit into an array; expected at most {Array.MaxLength} elements");
        var copy = new T[Count];
        using IDisposable? reading = elements.BeginReading();
        elements.Convert<T>(ElementType, 0, 1, copy);
        return copy;
    }

    /// <summary>Elements as they lie in memory.</summary>
    internal bool TryView<T>(long offset, long count, out ReadOnlySpan<T> view) where T : unmanaged
    {
        view = default;
        return ElementTypes.Of<T>() == ElementType && elements.TryView(offset, count, out view);
    }

    /// <summary>Elements as weights, without a copy; the file counts weights that lie in it.</summary>
    internal unsafe WeightBlob Weights(long offset, Shape shape)
    {
        float* first = (float*)elements.Address(offset);
        return elements.Owner is WeightFile file ? file.Blob(shape, first) : new WeightBlob(shape, first, elements.Owner);
    }

    /// <inheritdoc/>
    public override string ToString() => $"a {ClassName} of {Count} elements";
}
