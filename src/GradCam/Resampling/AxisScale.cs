using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.GradCam.Resampling;

/// <summary>
/// Resampling along one axis, as Torch's <c>image.scale</c> in bilinear mode. An axis that grows is interpolated linearly with aligned
/// corners, one that shrinks is averaged by area, one that keeps its length is copied. Positions and weights are float32 for all types of
/// samples. Loops over samples are compiled for speed at once: a picture is scaled long before a method counts as hot.
/// </summary>
internal sealed class AxisScale
{
    // Most programs scale pictures of one size to inputs of one size, again and again.
    private const int Remembered = 8, LongestRemembered = 1 << 14;

    private static readonly AxisScale?[] Recent = new AxisScale?[Remembered];
    private static int oldest;

    private readonly int[] cell;
    private readonly float[] fraction, totalWeight;

    public AxisScale(int source, int destination)
    {
        if (source <= 0 || destination <= 0)
            throw new ArgumentException($"cannot scale an axis of length {source} to length {destination}; expected positive lengths");
        Source = source;
        Destination = destination;

        // Sample i of the result lies at i × scale of the source (growing), or covers i × scale to (i+1) × scale of it (shrinking).
        float scale = destination > source ? (float)(source - 1) / (destination - 1) : (float)source / destination;
        cell = new int[destination + 1];
        fraction = new float[destination + 1];
        for (int i = 0; i <= destination; i++)
        {
            float position = i * scale;
            cell[i] = (int)position;
            fraction[i] = position - cell[i];
        }
        totalWeight = destination < source ? SumWeights() : [];
    }

    /// <summary>Samples of the source.</summary>
    public int Source { get; }

    /// <summary>Samples of the result.</summary>
    public int Destination { get; }

    /// <summary>For sample i of the result the sample of the source that it starts in; and one more, where the last one ends.</summary>
    public ReadOnlySpan<int> Cells => cell;

    /// <summary>How far into its cell each sample of the result starts, 0 to 1; as many as <see cref="Cells"/>.</summary>
    public ReadOnlySpan<float> Fractions => fraction;

    /// <summary>The sum of the weights of each average; empty if the axis does not shrink.</summary>
    public ReadOnlySpan<float> TotalWeights => totalWeight;

    /// <summary>The scale between two lengths, which may be one that was made before.</summary>
    public static AxisScale Of(int source, int destination)
    {
        foreach (AxisScale? known in Recent)
        {
            if (known is not null && known.Source == source && known.Destination == destination)
                return known;
        }
        var made = new AxisScale(source, destination);
        if (destination <= LongestRemembered)
            Recent[(uint)Interlocked.Increment(ref oldest) % Remembered] = made;
        return made;
    }

    /// <summary>Resamples one row.</summary>
    public void Row<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Destination == Source)
            from.CopyTo(to);
        else if (Destination > Source)
            InterpolateRow(from, to);
        else
            AverageRow(from, to);
    }

    /// <summary>Resamples all columns of a plane of <paramref name="width"/> columns, row by row of the result.</summary>
    public void Columns<T>(ReadOnlySpan<T> from, Span<T> to, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        float[] sums = Destination < Source ? new float[width] : [];
        for (int i = 0; i < Destination; i++)
            ColumnsAt(i, from, to.Slice(i * width, width), sums);
    }

    /// <summary>Row <paramref name="i"/> of what <see cref="Columns"/> makes; as long as <paramref name="to"/>.</summary>
    /// <param name="i">The row.</param>
    /// <param name="from">The plane.</param>
    /// <param name="to">The result.</param>
    /// <param name="sums">Scratch of a row's length, used if the axis shrinks.</param>
    public void ColumnsAt<T>(int i, ReadOnlySpan<T> from, Span<T> to, Span<float> sums) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = to.Length;
        if (Destination == Source)
            from.Slice(i * width, width).CopyTo(to);
        else if (Destination < Source)
            AverageColumns(i, from, to, sums);
        else if (Source == 1 || i == Destination - 1)
            from[^width..].CopyTo(to);
        else
            InterpolateColumns(from.Slice(cell[i] * width, width), from.Slice((cell[i] + 1) * width, width), fraction[i], to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InterpolateRow<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Destination - 1; i++)
            to[i] = Source == 1 ? from[0] : Between(from[cell[i]], from[cell[i] + 1], fraction[i]);
        to[Destination - 1] = from[Source - 1];
    }

    // There are no vectors of Half.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterpolateColumns<T>(ReadOnlySpan<T> above, ReadOnlySpan<T> below, float fraction, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int x = 0;
        if (Vector<T>.IsSupported)
        {
            Vector<T> ofAbove = new(T.CreateTruncating(1 - fraction)), ofBelow = new(T.CreateTruncating(fraction));
            for (; x <= row.Length - Vector<T>.Count; x += Vector<T>.Count)
                (ofAbove * new Vector<T>(above[x..]) + ofBelow * new Vector<T>(below[x..])).CopyTo(row[x..]);
        }
        for (; x < row.Length; x++)
            row[x] = Between(above[x], below[x], fraction);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AverageRow<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < to.Length; i++)
        {
            (int first, int last) = (cell[i], cell[i + 1]);
            float sum = Plus(0, 1 - fraction[i], from[first]);
            foreach (T sample in from[(first + 1)..last])
                sum = Plus(sum, 1, sample);
            if (last < Source)
                sum = Plus(sum, fraction[i + 1], from[last]);
            to[i] = T.CreateTruncating(sum / totalWeight[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AverageColumns<T>(int i, ReadOnlySpan<T> from, Span<T> to, Span<float> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = to.Length;
        (int first, int last) = (cell[i], cell[i + 1]);
        sums[..width].Clear();
        AddRow(sums, 1 - fraction[i], from.Slice(first * width, width));
        for (int k = first + 1; k < last; k++)
            AddRow(sums, 1, from.Slice(k * width, width));
        if (last < Source)
            AddRow(sums, fraction[i + 1], from.Slice(last * width, width));
        for (int x = 0; x < to.Length; x++)
            to[x] = T.CreateTruncating(sums[x] / totalWeight[i]);
    }

    // Summed one by one in float32, as the original does.
    private float[] SumWeights()
    {
        float[] totals = new float[Destination];
        for (int i = 0; i < Destination; i++)
        {
            totals[i] = 1 - fraction[i];
            for (int k = cell[i] + 1; k < cell[i + 1]; k++)
                totals[i] += 1;
            if (cell[i + 1] < Source)
                totals[i] += fraction[i + 1];
        }
        return totals;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<T>(Span<float> sums, float weight, ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int x = 0;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> samples = MemoryMarshal.Cast<T, float>(row);
            var weights = new Vector<float>(weight);
            for (; x <= samples.Length - Vector<float>.Count; x += Vector<float>.Count)
                (new Vector<float>(sums[x..]) + weights * new Vector<float>(samples[x..])).CopyTo(sums[x..]);
        }
        for (; x < row.Length; x++)
            sums[x] = Plus(sums[x], weight, row[x]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Between<T>(T left, T right, float fraction) where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(1 - fraction) * left + T.CreateTruncating(fraction) * right;

    // The sum is kept in float32 even for float64 samples, the addition itself is made in the samples' type.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Plus<T>(float sum, float weight, T sample) where T : unmanaged, IFloatingPointIeee754<T> =>
        float.CreateTruncating(T.CreateTruncating(sum) + T.CreateTruncating(weight) * sample);
}
