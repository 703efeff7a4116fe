using System.Numerics;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Torch7;

/// <summary>Elements in memory: of which type, how large, and converted to another. They may be misaligned; their bytes are in the machine's order.</summary>
internal static unsafe class Elements
{
    /// <summary>Bytes of an element in memory and in a file with longs of 64 bits.</summary>
    public static int Size(Torch7ElementType type) => type switch
    {
        Torch7ElementType.Byte or Torch7ElementType.Char => 1,
        Torch7ElementType.Short or Torch7ElementType.Half => 2,
        Torch7ElementType.Int or Torch7ElementType.Float => 4,
        _ => 8,
    };

    /// <summary>The type of C#'s elements.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Torch7ElementType TypeOf<T>() =>
        typeof(T) == typeof(byte) ? Torch7ElementType.Byte
        : typeof(T) == typeof(sbyte) ? Torch7ElementType.Char
        : typeof(T) == typeof(short) ? Torch7ElementType.Short
        : typeof(T) == typeof(int) ? Torch7ElementType.Int
        : typeof(T) == typeof(long) ? Torch7ElementType.Long
        : typeof(T) == typeof(Half) ? Torch7ElementType.Half
        : typeof(T) == typeof(float) ? Torch7ElementType.Float
        : typeof(T) == typeof(double) ? Torch7ElementType.Double
        : throw new ArgumentException($"Torch7 has no elements of type {typeof(T)}");

    /// <summary>Converts elements; what the new type cannot hold becomes its nearest value, NaN becomes 0 in an integer type.</summary>
    /// <param name="first">The first element.</param>
    /// <param name="stride">Elements from one to the next.</param>
    /// <param name="type">What they are.</param>
    /// <param name="bytes">Bytes of one of them.</param>
    /// <param name="to">Takes as many as it has.</param>
    public static void Convert<T>(byte* first, long stride, Torch7ElementType type, int bytes, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case Torch7ElementType.Byte:
                Convert<byte, T>(first, stride, to);
                break;
            case Torch7ElementType.Char:
                Convert<sbyte, T>(first, stride, to);
                break;
            case Torch7ElementType.Short:
                Convert<short, T>(first, stride, to);
                break;
            case Torch7ElementType.Int:
            case Torch7ElementType.Long when bytes == sizeof(int):
                Convert<int, T>(first, stride, to);
                break;
            case Torch7ElementType.Long:
                Convert<long, T>(first, stride, to);
                break;
            case Torch7ElementType.Half:
                Convert<Half, T>(first, stride, to);
                break;
            case Torch7ElementType.Float:
                Convert<float, T>(first, stride, to);
                break;
            default:
                Convert<double, T>(first, stride, to);
                break;
        }
    }

    /// <summary>Reverses the bytes of every element: files are little-endian, machines need not be.</summary>
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
