using System.Numerics;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>A tensor: a view of a storage's elements, which several tensors may share. Always within its storage.</summary>
public sealed class Torch7Tensor : Torch7Reference
{
    // A view may repeat an element many times: without a limit, a small file could claim any amount of memory. It may become so many times
    // larger than what is stored, or have so many elements.
    private const long MostRepeats = 64, MostOfFew = 1 << 12;

    private readonly long[] sizes, strides;

    internal Torch7Tensor(
        string className, int version, Torch7ElementType elementType, long[] sizes, long[] strides, long offset, Torch7Storage? storage)
    {
        ClassName = className;
        Version = version;
        ElementType = elementType;
        this.sizes = sizes;
        this.strides = strides;
        Offset = offset;
        Storage = storage;
    }

    /// <summary>Its class, such as <c>torch.FloatTensor</c> or <c>torch.CudaTensor</c>.</summary>
    public string ClassName { get; }

    /// <summary>The version of its class; 0 if the file is from before versions.</summary>
    public int Version { get; }

    /// <summary>The type of the elements.</summary>
    public Torch7ElementType ElementType { get; }

    /// <summary>Lengths of the axes, outermost first. A tensor without axes is empty.</summary>
    public ReadOnlySpan<long> Sizes => sizes;

    /// <summary>For each axis, elements of the storage from one position to the next.</summary>
    public ReadOnlySpan<long> Strides => strides;

    /// <summary>The storage's element at which the tensor begins, from 0 (from 1 in the file).</summary>
    public long Offset { get; }

    /// <summary>The elements; null only in an empty tensor.</summary>
    public Torch7Storage? Storage { get; }

    /// <summary>Number of elements.</summary>
    public long Count => TensorLayout.Count(sizes);

    /// <summary>Whether the elements lie one after the other in C order.</summary>
    public bool IsContiguous => TensorLayout.IsContiguous(sizes, strides);

    /// <summary>For messages: the file that it was read from; null if it was made in memory.</summary>
    internal string? File { get; init; }

    internal override int Tag => Tags.Torch;

    private string Where => File is null ? "" : $"{File}: at byte {Position} there is ";

    /// <summary>A tensor without axes, elements and storage.</summary>
    public static Torch7Tensor Empty(Torch7ElementType type) => new(TorchClasses.TensorOf(type), 1, type, [], [], 0, null);

    /// <summary>A tensor with a storage of its own.</summary>
    /// <param name="elements">The elements in C order; they are copied.</param>
    /// <param name="sizes">Lengths of the axes.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements.</exception>
    public static Torch7Tensor Copy<T>(ReadOnlySpan<T> elements, params ReadOnlySpan<long> sizes) where T : unmanaged
    {
        Torch7Tensor tensor = View(Torch7Storage.Copy(elements), 0, sizes);
        return tensor.Count == elements.Length
            ? tensor
            : throw new ArgumentException($"{elements.Length} elements do not fill {TensorLayout.Text(sizes)}", nameof(elements));
    }

    /// <summary>A tensor of elements that lie one after the other in a storage.</summary>
    /// <param name="storage">The elements.</param>
    /// <param name="offset">The first, from 0.</param>
    /// <param name="sizes">Lengths of the axes.</param>
    /// <exception cref="ArgumentException">The tensor does not lie in the storage.</exception>
    public static Torch7Tensor View(Torch7Storage storage, long offset, params ReadOnlySpan<long> sizes) =>
        View(storage, offset, sizes, TensorLayout.DenseStrides(sizes));

    /// <summary>A tensor of any elements of a storage.</summary>
    /// <param name="storage">The elements.</param>
    /// <param name="offset">The first, from 0.</param>
    /// <param name="sizes">Lengths of the axes.</param>
    /// <param name="strides">For each axis, elements from one position to the next.</param>
    /// <exception cref="ArgumentException">The tensor does not lie in the storage.</exception>
    public static Torch7Tensor View(Torch7Storage storage, long offset, ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        if (strides.Length != sizes.Length)
            throw new ArgumentException($"there are {strides.Length} strides for {sizes.Length} axes", nameof(strides));
        if (TensorLayout.Problem(sizes, strides, offset, storage.Count) is { } problem)
            throw new ArgumentException($"{problem.Found}; expected {problem.Expected}", nameof(sizes));
        string className = TorchClasses.TensorOf(storage.ClassName);
        return new Torch7Tensor(className, storage.Version, storage.ElementType, sizes.ToArray(), strides.ToArray(), offset, storage);
    }

    /// <summary>
    /// The elements in C order, as they lie in memory. The span does not keep a mapped file: the caller keeps the <see cref="Torch7File"/>,
    /// and does not dispose of it, while reading. <see cref="ToArray{T}"/> needs no such care.
    /// </summary>
    /// <returns>Whether they are of type <typeparamref name="T"/>, they are contiguous, and a span holds them.</returns>
    public bool TryView<T>(out ReadOnlySpan<T> elements) where T : unmanaged
    {
        elements = default;
        if (!IsContiguous)
            return false;
        return Storage?.TryView(Offset, Count, out elements) ?? ElementTypes.Of<T>() == ElementType;
    }

    /// <summary>A converted copy of the elements, in C order. A value that the new type cannot hold becomes the nearest one.</summary>
    /// <exception cref="WeightException">There are more than an array holds, or 64 times as many as are stored.</exception>
    public T[] ToArray<T>() where T : unmanaged, INumberBase<T>
    {
        var copy = new T[CountToCopy()];
        Read<T>(copy);
        return copy;
    }

    /// <summary>A copy of the elements as a tensor of floats.</summary>
    /// <exception cref="WeightException">There are more than a tensor holds, or very many more than are stored.</exception>
    public Tensor ToTensor() => new(ToShape(), ToArray<float>());

    /// <summary>The elements as weights: not copied if they are floats in C order, else converted.</summary>
    /// <returns>Weights that are valid until the file is disposed of.</returns>
    /// <exception cref="WeightException">There are more than a blob holds, or very many more than are stored.</exception>
    public unsafe WeightBlob ToWeights()
    {
        Shape shape = ToShape();
        if (Count > 0 && ElementType == Torch7ElementType.Float && IsContiguous)
            return Storage!.Weights(Offset, shape);
        var copy = ElementBlock.Allocate<float>(CountToCopy(), out Span<float> elements);
        Read(elements);
        return new WeightBlob(shape, (float*)copy.First, copy.Owner);
    }

    /// <inheritdoc/>
    public override string ToString() => $"a {ClassName} of size {TensorLayout.Text(sizes)}";

    private Shape ToShape()
    {
        Int128 count = 1;
        foreach (long size in sizes)
        {
            count *= size;
            if (size > int.MaxValue || count > int.MaxValue)
                throw new WeightException($"{Where}{this}, which is too large; expected at most {int.MaxValue} elements");
        }
        return sizes.Length == 0 ? [0] : Shape.Of(Array.ConvertAll(sizes, size => (int)size));
    }

    private int CountToCopy()
    {
        long stored = Storage?.Count ?? 0, most = Math.Min(Array.MaxLength, Math.Max(MostOfFew, MostRepeats * stored));
        return Count <= most
            ? (int)Count
            : throw new WeightException(
                $"{Where}{this} with {Count} elements; expected at most {most}, as its storage has {stored}: read that by the strides");
    }

    // Row by row of the last axis, counting through the others as an odometer does.
    private void Read<T>(Span<T> to) where T : unmanaged, INumberBase<T>
    {
        if (Storage is not { } storage)
            return;
        // Once for all rows.
        using IDisposable? reading = storage.Elements.BeginReading();
        if (IsContiguous)
        {
            storage.Elements.Convert(ElementType, Offset, 1, to);
            return;
        }
        int row = (int)sizes[^1];
        var position = new long[sizes.Length];
        long offset = Offset;
        for (; !to.IsEmpty; to = to[row..])
        {
            storage.Elements.Convert(ElementType, offset, strides[^1], to[..row]);
            for (int axis = sizes.Length - 2; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++position[axis] < sizes[axis])
                    break;
                offset -= position[axis] * strides[axis];
                position[axis] = 0;
            }
        }
    }
}
