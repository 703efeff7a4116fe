using System.Numerics;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen.GradCam.Resampling;

/// <summary>
/// Resampling along one axis, as Torch's <c>image.scale</c> in bilinear mode. An axis that grows is interpolated linearly with aligned
/// corners, one that shrinks is averaged by area, one that keeps its length is copied. Positions and weights are float32 for all types of
/// samples.
/// </summary>
internal sealed class AxisScale
{
    private readonly int source, destination;
    private readonly int[] cell;
    private readonly float[] fraction, totalWeight;

    public AxisScale(int source, int destination)
    {
        if (source <= 0 || destination <= 0)
            throw new ArgumentException($"cannot scale an axis of length {source} to length {destination}; expected positive lengths");
        this.source = source;
        this.destination = destination;

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
        totalWeight = destination < source ? TotalWeights() : [];
    }

    /// <summary>Resamples one row.</summary>
    public void Row<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (destination == source)
            from.CopyTo(to);
        else if (destination > source)
            InterpolateRow(from, to);
        else
            AverageRow(from, to);
    }

    /// <summary>Resamples all columns of a plane of <paramref name="width"/> columns, row by row of the result.</summary>
    public void Columns<T>(ReadOnlySpan<T> from, Span<T> to, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (destination == source)
            from.CopyTo(to);
        else if (destination > source)
            InterpolateColumns(from, to, width);
        else
            AverageColumns(from, to, width);
    }

    private void InterpolateRow<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < destination - 1; i++)
            to[i] = source == 1 ? from[0] : Between(from[cell[i]], from[cell[i] + 1], fraction[i]);
        to[destination - 1] = from[source - 1];
    }

    private void InterpolateColumns<T>(ReadOnlySpan<T> from, Span<T> to, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < destination; i++)
        {
            Span<T> row = to.Slice(i * width, width);
            if (source == 1 || i == destination - 1)
            {
                from[^width..].CopyTo(row);
                continue;
            }
            ReadOnlySpan<T> above = from.Slice(cell[i] * width, width), below = from.Slice((cell[i] + 1) * width, width);
            for (int x = Vector<T>.IsSupported ? InterpolateVectors(above, below, fraction[i], row) : 0; x < row.Length; x++)
                row[x] = Between(above[x], below[x], fraction[i]);
        }
    }

    // There are no vectors of Half. Returns the number of columns that are done.
    private static int InterpolateVectors<T>(ReadOnlySpan<T> above, ReadOnlySpan<T> below, float fraction, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> ofAbove = new(T.CreateTruncating(1 - fraction)), ofBelow = new(T.CreateTruncating(fraction));
        int x = 0;
        for (; x <= row.Length - Vector<T>.Count; x += Vector<T>.Count)
            (ofAbove * new Vector<T>(above[x..]) + ofBelow * new Vector<T>(below[x..])).CopyTo(row[x..]);
        return x;
    }

    private void AverageRow<T>(ReadOnlySpan<T> from, Span<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < to.Length; i++)
        {
            (int first, int last) = (cell[i], cell[i + 1]);
            float sum = Plus(0, 1 - fraction[i], from[first]);
            foreach (T sample in from[(first + 1)..last])
                sum = Plus(sum, 1, sample);
            if (last < source)
                sum = Plus(sum, fraction[i + 1], from[last]);
            to[i] = T.CreateTruncating(sum / totalWeight[i]);
        }
    }

    private void AverageColumns<T>(ReadOnlySpan<T> from, Span<T> to, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        float[] sums = new float[width];
        for (int i = 0; i < destination; i++)
        {
            (int first, int last) = (cell[i], cell[i + 1]);
            Array.Clear(sums);
            AddRow(sums, 1 - fraction[i], from.Slice(first * width, width));
            for (int k = first + 1; k < last; k++)
                AddRow(sums, 1, from.Slice(k * width, width));
            if (last < source)
                AddRow(sums, fraction[i + 1], from.Slice(last * width, width));
            Span<T> row = to.Slice(i * width, width);
            for (int x = 0; x < row.Length; x++)
                row[x] = T.CreateTruncating(sums[x] / totalWeight[i]);
        }
    }

    // Summed one by one in float32, as the original does.
    private float[] TotalWeights()
    {
        float[] totals = new float[destination];
        for (int i = 0; i < destination; i++)
        {
            totals[i] = 1 - fraction[i];
            for (int k = cell[i] + 1; k < cell[i + 1]; k++)
                totals[i] += 1;
            if (cell[i + 1] < source)
                totals[i] += fraction[i + 1];
        }
        return totals;
    }

    private static void AddRow<T>(Span<float> sums, float weight, ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int x = 0; x < row.Length; x++)
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
