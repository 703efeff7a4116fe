using System.Numerics;
using CaffeSharpGen.Torch7.Encodings;
using CaffeSharpGen.Torch7.Layout;

namespace CaffeSharpGen.Torch7;

/// <summary>Torch's element types and those of C#.</summary>
internal static class ElementTypes
{
    /// <summary>The element type for a type of C#.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Torch7ElementType Of<T>() =>
        typeof(T) == typeof(byte) ? Torch7ElementType.Byte
        : typeof(T) == typeof(sbyte) ? Torch7ElementType.Char
        : typeof(T) == typeof(short) ? Torch7ElementType.Short
        : typeof(T) == typeof(int) ? Torch7ElementType.Int
        : typeof(T) == typeof(long) ? Torch7ElementType.Long
        : typeof(T) == typeof(Half) ? Torch7ElementType.Half
        : typeof(T) == typeof(float) ? Torch7ElementType.Float
        : typeof(T) == typeof(double) ? Torch7ElementType.Double
        : throw new ArgumentException($"Torch7 has no elements of type {typeof(T)}");

    /// <summary>Reads the elements of a storage.</summary>
    /// <inheritdoc cref="Torch7Input.Elements"/>
    public static ElementBlock Elements(this Torch7Input input, Torch7ElementType type, long count, long at) => type switch
    {
        Torch7ElementType.Byte => input.Elements<byte>(count, at),
        Torch7ElementType.Char => input.Elements<sbyte>(count, at),
        Torch7ElementType.Short => input.Elements<short>(count, at),
        Torch7ElementType.Int => input.Elements<int>(count, at),
        Torch7ElementType.Long => input.Elements<long>(count, at),
        Torch7ElementType.Half => input.Elements<Half>(count, at),
        Torch7ElementType.Float => input.Elements<float>(count, at),
        _ => input.Elements<double>(count, at),
    };

    /// <summary>Writes the elements of a storage.</summary>
    public static void Elements(this Torch7Output output, Torch7ElementType type, ElementBlock elements)
    {
        Action<ElementBlock> write = type switch
        {
            Torch7ElementType.Byte => output.Elements<byte>,
            Torch7ElementType.Char => output.Elements<sbyte>,
            Torch7ElementType.Short => output.Elements<short>,
            Torch7ElementType.Int => output.Elements<int>,
            Torch7ElementType.Long => output.Elements<long>,
            Torch7ElementType.Half => output.Elements<Half>,
            Torch7ElementType.Float => output.Elements<float>,
            _ => output.Elements<double>,
        };
        write(elements);
    }

    /// <summary>Converts elements of a type.</summary>
    /// <inheritdoc cref="ElementBlock.Convert{TFrom, T}(long, long, Span{T})"/>
    public static void Convert<T>(this ElementBlock elements, Torch7ElementType type, long offset, long stride, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case Torch7ElementType.Byte:
                elements.Convert<byte, T>(offset, stride, to);
                break;
            case Torch7ElementType.Char:
                elements.Convert<sbyte, T>(offset, stride, to);
                break;
            case Torch7ElementType.Short:
                elements.Convert<short, T>(offset, stride, to);
                break;
            case Torch7ElementType.Int:
                elements.Convert<int, T>(offset, stride, to);
                break;
            case Torch7ElementType.Long:
                elements.Convert<long, T>(offset, stride, to);
                break;
            case Torch7ElementType.Half:
                elements.Convert<Half, T>(offset, stride, to);
                break;
            case Torch7ElementType.Float:
                elements.Convert<float, T>(offset, stride, to);
                break;
            default:
                elements.Convert<double, T>(offset, stride, to);
                break;
        }
    }
}
