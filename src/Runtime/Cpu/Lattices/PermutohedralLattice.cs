namespace CaffeSharpGen.Cpu.Lattices;

/// <summary>
/// A Gaussian filter over points of a few dimensions (Adams and others, 2010): each point gives its value to the corners of the simplex
/// of a lattice that it lies in, neighbors along each axis of the lattice mix, and each point reads its corners. Only corners of
/// points exist, and points fill up to a multiple of four with zeros, as in CRF-RNN's code for the CPU (modified_permutohedral.cpp): that
/// decides what neighbors there are. Places are computed in single precision, as there.
/// </summary>
internal sealed class PermutohedralLattice
{
    private const int PointsAtOnce = 4;

    private readonly int points;
    private readonly int corners;

    // Of each point its corners and their shares; of each corner along each axis two neighbors, −1 for none.
    private readonly int[] cornersOf;
    private readonly float[] shares;
    private readonly (int Up, int Down)[] neighbors;
    private readonly int count;

    /// <param name="features">The places of all points, one behind the other.</param>
    /// <param name="dimensions">How many numbers a place has.</param>
    public PermutohedralLattice(ReadOnlySpan<float> features, int dimensions)
    {
        points = features.Length / dimensions;
        corners = dimensions + 1;
        cornersOf = new int[points * corners];
        shares = new float[points * corners];
        var keys = new Dictionary<LatticeKey, int>(points);
        var simplex = new LatticeSimplex(dimensions);
        float[] nothing = new float[dimensions];
        int filled = (points + PointsAtOnce - 1) / PointsAtOnce * PointsAtOnce;
        for (int point = 0; point < filled; point++)
        {
            bool isPoint = point < points;
            simplex.Place(isPoint ? features.Slice(point * dimensions, dimensions) : nothing);
            for (int corner = 0; corner < corners; corner++)
            {
                LatticeKey key = simplex.Corner(corner);
                if (!keys.TryGetValue(key, out int index))
                    keys.Add(key, index = keys.Count);
                if (isPoint)
                    (cornersOf[point * corners + corner], shares[point * corners + corner]) = (index, simplex.Share(corner));
            }
        }
        count = keys.Count;
        neighbors = new (int, int)[corners * count];
        foreach ((LatticeKey key, int index) in keys)
        {
            for (int axis = 0; axis < corners; axis++)
            {
                neighbors[axis * count + index] = (
                    keys.GetValueOrDefault(key.Neighbor(axis, dimensions, up: true), -1),
                    keys.GetValueOrDefault(key.Neighbor(axis, dimensions, up: false), -1));
            }
        }
    }

    /// <summary>Filters channels.</summary>
    /// <param name="from">A value a point, channel behind channel.</param>
    /// <param name="to">The same, filtered.</param>
    /// <param name="isReversed">Whether axes mix in the reverse order: that carries gradients back.</param>
    /// <param name="add">Whether the results are added to what is there.</param>
    public void Filter(ReadOnlySpan<double> from, Span<double> to, bool isReversed = false, bool add = false)
    {
        int channels = from.Length / points;
        // The last entry is that of no neighbor, and stays 0.
        double[] values = new double[count + 1], next = new double[count + 1];
        double scale = 1 / (1 + Math.Pow(2, -(corners - 1)));
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<double> source = from.Slice(channel * points, points);
            Span<double> target = to.Slice(channel * points, points);
            Array.Clear(values);
            for (int i = 0; i < cornersOf.Length; i++)
                values[cornersOf[i]] += shares[i] * source[i / corners];
            for (int step = 0; step < corners; step++)
            {
                Mix(isReversed ? corners - 1 - step : step, values, next);
                (values, next) = (next, values);
            }
            for (int point = 0; point < points; point++)
            {
                double sum = 0;
                for (int i = point * corners; i < (point + 1) * corners; i++)
                    sum += shares[i] * values[cornersOf[i]];
                target[point] = (add ? target[point] : 0) + sum * scale;
            }
        }
    }

    private void Mix(int axis, double[] values, double[] next)
    {
        ReadOnlySpan<(int Up, int Down)> along = neighbors.AsSpan(axis * count, count);
        for (int i = 0; i < along.Length; i++)
            next[i] = values[i] + 0.5 * (ValueOf(along[i].Up) + ValueOf(along[i].Down));

        double ValueOf(int index) => index < 0 ? 0 : values[index];
    }
}
