namespace CaffeSharpGen.Compiler.Graph;

/// <summary>The lengths of a blob's axes, outermost first; activations are N×C×H×W.</summary>
public readonly record struct Shape(EquatableArray<int> Dimensions)
{
    /// <summary>The most axes that a blob of Caffe can have (its kMaxBlobAxes).</summary>
    public const int MostAxes = 32;

    /// <summary>Makes a shape.</summary>
    public static Shape Of(params IEnumerable<int> dimensions) => new([.. dimensions]);

    /// <summary>Number of axes.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>Length of one axis.</summary>
    public int this[int axis] => Dimensions[axis];

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Count => CountBetween(0, Rank);

    /// <summary>Product of the lengths of the axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public long CountBetween(int start, int end)
    {
        long count = 1;
        for (int axis = start; axis < end; axis++)
            count *= Dimensions[axis];
        return count;
    }

    /// <summary>The axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public Shape Axes(int start, int end) => Of(Dimensions.Skip(start).Take(end - start));

    /// <summary>The same shape with another length of one axis.</summary>
    public Shape With(int axis, int length) => new(Dimensions.With(axis, length));

    /// <summary>These axes, then those.</summary>
    public Shape Then(params IEnumerable<int> further) => Of(Dimensions.Concat(further));

    /// <summary>Such as <c>1×64×224×224</c>.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join("×", Dimensions);
}
