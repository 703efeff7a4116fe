using System.Numerics;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>
/// Vectors along an axis that is not the last, so that their elements lie apart. As many neighboring ones as a
/// <see cref="Vector{T}"/> takes are a strip, and go through the axis together.
/// </summary>
internal readonly unsafe struct AxisStrips
{
    private readonly int inner;
    private readonly int strips;

    public AxisStrips(Shape shape, int axis)
    {
        Length = shape[axis];
        inner = shape.CountFrom(axis + 1);
        strips = (inner + Vector<float>.Count - 1) / Vector<float>.Count;
        Count = shape.CountBetween(0, axis) * strips;
    }

    /// <summary>Length of the axis.</summary>
    public int Length { get; }

    /// <summary>Number of strips.</summary>
    public int Count { get; }

    /// <summary>A strip of a value.</summary>
    public AxisStrip Of(CpuBuffer buffer, int strip)
    {
        int first = strip % strips * Vector<float>.Count;
        return new AxisStrip(buffer.Pointer + (nint)(strip / strips) * Length * inner + first, Length, inner, inner - first);
    }
}

/// <summary>Neighbouring vectors along an axis.</summary>
/// <param name="pointer">Their first elements.</param>
/// <param name="length">Length of the axis.</param>
/// <param name="inner">Floats from element to element.</param>
/// <param name="left">Vectors that there are, if they are fewer than a <see cref="Vector{T}"/> takes; the others are 0.</param>
internal readonly unsafe struct AxisStrip(float* pointer, int length, int inner, int left)
{
    /// <summary>Length of the axis.</summary>
    public int Length => length;

    /// <summary>The elements at an index of the axis.</summary>
    public Vector<float> this[int index]
    {
        get => Tail.LoadUpTo(pointer + (nint)index * inner, left);
        set => Tail.StoreUpTo(value, pointer + (nint)index * inner, left);
    }

    /// <summary>The products with the elements of another strip, summed up in the order of the axis.</summary>
    public Vector<float> Dot(AxisStrip other)
    {
        Vector<float> sum = default;
        for (int i = 0; i < length; i++)
            sum += this[i] * other[i];
        return sum;
    }
}
