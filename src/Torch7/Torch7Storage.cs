using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// The elements that tensors are views of. Those of a binary file stay where they lie in it and may be misaligned: they are for reading, and only until
/// the file is disposed of.
/// </summary>
public sealed unsafe class Torch7Storage : Torch7Reference
{
    private readonly byte* first;
    private readonly object owner;

    /// <summary>A storage over memory.</summary>
    /// <param name="className">Its class, which must have elements of this type.</param>
    /// <param name="version">The version of the class.</param>
    /// <param name="elementType">What the elements are.</param>
    /// <param name="block">Where they are.</param>
    internal Torch7Storage(string className, int version, Torch7ElementType elementType, ElementBlock block)
    {
        ClassName = className;
        Version = version;
        ElementType = elementType;
        Count = block.Count;
        ElementBytes = block.ElementBytes;
        first = (byte*)block.First;
        owner = block.Owner;
    }

    /// <summary>Its class, such as <c>torch.FloatStorage</c> or <c>torch.CudaStorage</c>.</summary>
    public string ClassName { get; }

    /// <summary>The version of its class; 0 if the file is older than those versions.</summary>
    public int Version { get; }

    /// <summary>What the elements are.</summary>
    public Torch7ElementType ElementType { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Bytes of an element where it lies; a long may have 4.</summary>
    internal int ElementBytes { get; }

    internal override int Tag => Tags.Torch;

    /// <summary>Copies elements.</summary>
    /// <param name="elements">What to copy.</param>
    /// <param name="className">Torch7's class for these elements unless told, such as <c>torch.CudaStorage</c>.</param>
    /// <exception cref="ArgumentException">The class has other elements.</exception>
    public static Torch7Storage Copy<T>(ReadOnlySpan<T> elements, string? className = null) where T : unmanaged
    {
        Torch7ElementType type = Elements.TypeOf<T>();
        className ??= TorchClasses.StorageOf(type);
        if (!TorchClasses.IsStorage(className, out Torch7ElementType expected) || expected != type)
            throw new ArgumentException($"{className} is no class of storages with elements of type {type}", nameof(className));
        var block = ElementBlock.Allocate<T>(elements.Length, out Span<T> own);
        elements.CopyTo(own);
        return new Torch7Storage(className, 1, type, block);
    }

    /// <summary>
    /// The elements where they lie. While the span is read, the caller must keep the <see cref="Torch7File"/> that they are in, and not
    /// dispose of it: the span itself does not keep a mapped file. <see cref="ToArray{T}"/> needs no such care.
    /// </summary>
    /// <returns>Whether they are of type <typeparamref name="T"/>, and no more than a span holds.</returns>
    public bool TryView<T>(out ReadOnlySpan<T> elements) where T : unmanaged => TryView(0, Count, out elements);

    /// <summary>A copy of the elements, converted: what the new type cannot hold becomes its nearest value.</summary>
    /// <exception cref="WeightException">There are more than an array holds.</exception>
    public T[] ToArray<T>() where T : unmanaged, INumberBase<T>
    {
        if (Count > Array.MaxLength)
            throw new WeightException($"{this} does not fit into an array; expected at most {Array.MaxLength} elements");
        var copy = new T[Count];
        using IDisposable? reading = BeginReading();
        Read(0, 1, copy);
        return copy;
    }

    /// <summary>
    /// A reference of its own for whoever copies elements: the memory stays until it is disposed of, also if the file is disposed of
    /// meanwhile. Null if the memory is not that of a file.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    internal IDisposable? BeginReading() => (owner as WeightFile)?.BeginReading();

    /// <summary>Elements where they lie.</summary>
    internal bool TryView<T>(long offset, long count, out ReadOnlySpan<T> elements) where T : unmanaged
    {
        bool fits = Elements.TypeOf<T>() == ElementType && ElementBytes == sizeof(T) && count <= int.MaxValue;
        elements = fits && count > 0 ? new ReadOnlySpan<T>(Address(offset), (int)count) : default;
        // From here on a span of an array keeps it. One of a mapped file keeps nothing: its reader must keep the file.
        GC.KeepAlive(this);
        return fits;
    }

    /// <summary>Bytes of elements where they lie; read them within <see cref="BeginReading"/>.</summary>
    internal ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ReadOnlySpan<byte> bytes = count == 0 ? default : new(Address(offset), count * ElementBytes);
        GC.KeepAlive(this);
        return bytes;
    }

    /// <summary>Converts elements, within <see cref="BeginReading"/>.</summary>
    internal void Read<T>(long offset, long stride, Span<T> to) where T : unmanaged, INumberBase<T>
    {
        if (!to.IsEmpty)
            Elements.Convert(Address(offset), stride, ElementType, ElementBytes, to);
        GC.KeepAlive(this);
    }

    /// <summary>Where an element lies.</summary>
    internal byte* Address(long offset)
    {
        (owner as WeightFile)?.ThrowIfDisposed();
        return first + offset * ElementBytes;
    }

    /// <summary>Elements as weights, where they lie; those of a file are counted in it.</summary>
    internal WeightBlob Weights(long offset, Shape shape) =>
        owner is WeightFile file ? file.Blob(shape, (float*)Address(offset)) : new WeightBlob(shape, (float*)Address(offset), owner);

    /// <inheritdoc/>
    public override string ToString() => $"a {ClassName} of {Count} elements";
}

/// <summary>Where elements lie.</summary>
/// <param name="First">Address of the first.</param>
/// <param name="Count">How many there are.</param>
/// <param name="ElementBytes">Bytes of each.</param>
/// <param name="Owner">What keeps them alive.</param>
internal readonly record struct ElementBlock(nint First, long Count, int ElementBytes, object Owner)
{
    /// <summary>Makes room for elements.</summary>
    public static unsafe ElementBlock Allocate<T>(int count, out Span<T> elements) where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(count, pinned: true);
        elements = array;
        return new ElementBlock((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)), count, sizeof(T), array);
    }
}
