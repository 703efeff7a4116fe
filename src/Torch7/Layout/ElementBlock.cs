using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Layout;

/// <summary>Elements in memory, in the machine's byte order. They may be misaligned.</summary>
/// <param name="First">Address of the first element.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="ElementBytes">Bytes of an element. A long may have 4.</param>
/// <param name="Owner">Keeps the memory alive: an array, or the mapped file.</param>
internal readonly unsafe record struct ElementBlock(nint First, long Count, int ElementBytes, object Owner)
{
    /// <summary>Allocates elements.</summary>
    public static ElementBlock Allocate<T>(int count, out Span<T> elements) where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(count, pinned: true);
        elements = array;
        return new ElementBlock((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)), count, sizeof(T), array);
    }

    /// <summary>Keeps a mapped file readable until the result is disposed of, even if the file is disposed of before.</summary>
    /// <returns>Null if the memory is not that of a file.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public IDisposable? BeginReading() => (Owner as WeightFile)?.BeginReading();

    /// <summary>The address of an element.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public byte* Address(long offset)
    {
        (Owner as WeightFile)?.ThrowIfDisposed();
        return (byte*)First + offset * ElementBytes;
    }

    /// <summary>The elements as they lie in memory.</summary>
    /// <returns>Whether they have the size of <typeparamref name="T"/> and a span holds them.</returns>
    public bool TryView<T>(long offset, long count, out ReadOnlySpan<T> elements) where T : unmanaged
    {
        bool fits = ElementBytes == sizeof(T) && count <= int.MaxValue;
        elements = fits && count > 0 ? new ReadOnlySpan<T>(Address(offset), (int)count) : default;
        // From here on a span of an array keeps it alive. A span of a mapped file does not: its reader must keep the file.
        GC.KeepAlive(Owner);
        return fits;
    }

    /// <summary>The bytes of elements as they lie in memory; to be read within <see cref="BeginReading"/>.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ReadOnlySpan<byte> bytes = count == 0 ? default : new(Address(offset), count * ElementBytes);
        GC.KeepAlive(Owner);
        return bytes;
    }

    /// <summary>
    /// Converts elements, within <see cref="BeginReading"/>. A value that the new type cannot hold becomes the nearest one, NaN becomes 0.
    /// </summary>
    /// <typeparam name="TFrom">The type of the elements.</typeparam>
    /// <typeparam name="T">The new type.</typeparam>
    /// <param name="offset">Index of the first element.</param>
    /// <param name="stride">Elements from one to the next.</param>
    /// <param name="to">Receives as many as it holds.</param>
    public void Convert<TFrom, T>(long offset, long stride, Span<T> to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        if (to.IsEmpty)
            return;
        if (typeof(TFrom) == typeof(long) && ElementBytes == sizeof(int))
            Convert<int, T>(Address(offset), stride, to);
        else
            Convert<TFrom, T>(Address(offset), stride, to);
        GC.KeepAlive(Owner);
    }

    /// <summary>Reverses the bytes of each element: files are little-endian, machines need not be.</summary>
    public static void SwapBytes(Span<byte> elements, int size)
    {
        for (; !elements.IsEmpty; elements = elements[size..])
            elements[..size].Reverse();
    }

    private static void Convert<TFrom, T>(byte* first, long stride, Span<T> to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        if (typeof(TFrom) == typeof(T) && stride == 1)
        {
            new Span<T>(first, to.Length).CopyTo(to);
            return;
        }
        for (int i = 0; i < to.Length; i++)
            to[i] = T.CreateSaturating(Unsafe.ReadUnaligned<TFrom>(first + i * stride * sizeof(TFrom)));
    }
}
