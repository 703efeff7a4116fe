using System.Numerics;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// Vectors along an axis that is not the last, so that their elements lie apart: as many neighbouring ones as a <see cref="Vector{T}"/> takes are a strip, and
/// go through the axis together.
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

    /// <summary>The elements of a strip at a place of the axis.</summary>
    public Vector<float> Get(CpuBuffer buffer, int strip, int place)
    {
        (nint at, int left) = Find(strip, place);
        return Tail.LoadUpTo(buffer.Pointer + at, left);
    }

    /// <summary>Stores the elements of a strip at a place of the axis.</summary>
    public void Put(CpuBuffer buffer, int strip, int place, Vector<float> values)
    {
        (nint at, int left) = Find(strip, place);
        Tail.StoreUpTo(values, buffer.Pointer + at, left);
    }

    private (nint At, int Left) Find(int strip, int place)
    {
        int first = strip % strips * Vector<float>.Count;
        return (((nint)(strip / strips) * Length + place) * inner + first, inner - first);
    }
}
