namespace CaffeSharpGen;

/// <summary>The lengths of a value's axes for any batch size N, outermost first; activations are N×C×H×W.</summary>
public readonly record struct ValueShape(EquatableArray<Dim> Axes)
{
    /// <summary>The most axes that a blob of Caffe can have (its kMaxBlobAxes).</summary>
    public const int MostAxes = 32;

    /// <summary>Count of axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>Whether an axis grows with the batch size.</summary>
    public bool IsPerImage
    {
        get
        {
            foreach (Dim length in Axes)
            {
                if (length.IsPerImage)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Length of one axis.</summary>
    public Dim this[int axis] => Axes[axis];

    /// <summary>Makes a shape.</summary>
    public static ValueShape Of(params IEnumerable<Dim> axes) => new([.. axes]);

    /// <summary>Makes a shape of fixed lengths.</summary>
    public static ValueShape Of(Shape shape)
    {
        var axes = new Dim[shape.Rank];
        for (int axis = 0; axis < axes.Length; axis++)
            axes[axis] = shape[axis];
        return new([.. axes]);
    }

    /// <summary>Count of elements for one image.</summary>
    public long CountOfOne()
    {
        long count = 1;
        foreach (Dim length in Axes)
            count *= length.Length;
        return count;
    }

    /// <summary>Product of the lengths of the axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    /// <exception cref="NotSymbolicException">It has a power of N.</exception>
    public Dim CountBetween(int start, int end)
    {
        Dim count = 1;
        for (int axis = start; axis < end; axis++)
            count *= Axes[axis];
        return count;
    }

    /// <summary>The axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public ValueShape Between(int start, int end) => Of(Axes.Skip(start).Take(end - start));

    /// <summary>The same shape with another length of one axis.</summary>
    public ValueShape With(int axis, Dim length) => new(Axes.With(axis, length));

    /// <summary>These axes, then those.</summary>
    public ValueShape Then(params IEnumerable<Dim> further) => Of(Axes.Concat(further));

    /// <summary>The shape for a batch size.</summary>
    /// <exception cref="ArgumentException">It has more than <see cref="int.MaxValue"/> elements.</exception>
    public Shape For(int batchSize)
    {
        var lengths = new int[Axes.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            long length = Axes[axis].For(batchSize);
            lengths[axis] = length <= int.MaxValue
                ? (int)length
                : throw new ArgumentException(
                    $"{this} has more than {int.MaxValue} elements for a batch of {batchSize}", nameof(batchSize));
        }
        return Shape.Of(lengths);
    }

    /// <summary>Such as <c>N×64×224×224</c>.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join("×", (IEnumerable<Dim>)Axes);
}
