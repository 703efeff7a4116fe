using System.Runtime.CompilerServices;

namespace CaffeSharpGen;

/// <summary>The lengths of a tensor's axes, outermost first; activations are N×C×H×W. Immutable, compared by value.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? dimensions;

    private Shape(int[] dimensions) => this.dimensions = dimensions;

    /// <summary>The lengths of all axes.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    /// <summary>Count of axes.</summary>
    public int Rank => dimensions?.Length ?? 0;

    /// <summary>Length of one axis.</summary>
    public int this[int axis] => dimensions![axis];

#if NET
    /// <summary>Length of one axis, counted from the last with <c>^</c>.</summary>
    public int this[Index axis] => dimensions![axis];
#endif

    /// <summary>Count of elements; 1 for a scalar.</summary>
    public int Count => CountFrom(0);

    /// <summary>Length of the first axis (images in the batch), 1 if there is none.</summary>
    public int BatchSize => AxisOrOne(0);

    /// <summary>Length of the second axis, 1 if there is none.</summary>
    public int Channels => AxisOrOne(1);

    /// <summary>Length of the third axis, 1 if there is none.</summary>
    public int Height => AxisOrOne(2);

    /// <summary>Length of the fourth axis, 1 if there is none.</summary>
    public int Width => AxisOrOne(3);

    /// <summary>Makes a shape.</summary>
    /// <exception cref="ArgumentException">A length is negative, or the count exceeds <see cref="int.MaxValue"/>.</exception>
    public static Shape Of(params ReadOnlySpan<int> dimensions)
    {
        long count = 1;
        foreach (int length in dimensions)
        {
            if (length < 0)
                throw new ArgumentException($"a tensor axis cannot have length {length}", nameof(dimensions));
            count *= length;
            if (count > int.MaxValue)
                throw new ArgumentException($"{Format(dimensions)} has more than {int.MaxValue} elements", nameof(dimensions));
        }
        return new Shape(dimensions.ToArray());
    }

    /// <summary>Product of the lengths of the axes from <paramref name="axis"/> on.</summary>
    public int CountFrom(int axis) => CountBetween(axis, Rank);

    /// <summary>Product of the lengths of the axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public int CountBetween(int start, int end)
    {
        int count = 1;
        for (int axis = start; axis < end; axis++)
            count *= dimensions![axis];
        return count;
    }

    /// <summary>The same shape with another length of the first axis.</summary>
    public Shape WithBatchSize(int batchSize)
    {
        int[] copy = Dimensions.ToArray();
        copy[0] = batchSize;
        return new Shape(copy);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
            return false;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (dimensions![axis] != other.dimensions![axis])
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Rank;
        foreach (int length in Dimensions)
            hash = unchecked(hash * 31 + length);
        return hash;
    }

    /// <summary>Such as <c>1×64×224×224</c>.</summary>
    public override string ToString() => Format(Dimensions);

    /// <summary>Enumerates the axis lengths.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Dimensions.GetEnumerator();

    /// <summary>Compares axis by axis.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Compares axis by axis.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    private static string Format(ReadOnlySpan<int> dimensions) =>
        dimensions.IsEmpty ? "scalar" : string.Join("×", dimensions.ToArray());

    private int AxisOrOne(int axis) => axis < Rank ? dimensions![axis] : 1;
}
