namespace CaffeSharpGen.Cpu.Lattices;

/// <summary>The simplex of a permutohedral lattice that a point lies in, and the shares of its corners.</summary>
internal sealed class LatticeSimplex
{
    private readonly int dimensions;
    private readonly float[] scales;
    private readonly float[] elevated;
    private readonly float[] origin;
    private readonly float[] shares;
    private readonly int[] rank;

    public LatticeSimplex(int dimensions)
    {
        this.dimensions = dimensions;
        (elevated, origin, rank) = (new float[dimensions + 1], new float[dimensions + 1], new int[dimensions + 1]);
        shares = new float[dimensions + 2];
        // So that the filter has a standard deviation of 1.
        float deviation = (float)(Math.Sqrt(2.0 / 3.0) * (dimensions + 1));
        scales = new float[dimensions];
        for (int i = 0; i < dimensions; i++)
            scales[i] = (float)(1.0 / Math.Sqrt((i + 2) * (i + 1)) * deviation);
    }

    /// <summary>Finds the simplex of a point.</summary>
    public void Place(ReadOnlySpan<float> point)
    {
        Elevate(point);
        float down = 1.0f / (dimensions + 1);
        int sum = 0;
        for (int i = 0; i <= dimensions; i++)
        {
            float rounded = MathF.Round(down * elevated[i], MidpointRounding.ToEven);
            origin[i] = rounded * (dimensions + 1);
            sum += (int)rounded;
        }
        Rank();
        // If the rounded place is off the plane, some coordinates go on by one step.
        for (int i = 0; i <= dimensions; i++)
        {
            rank[i] += sum;
            int wrap = rank[i] < 0 ? dimensions + 1 : rank[i] > dimensions ? -(dimensions + 1) : 0;
            rank[i] += wrap;
            origin[i] += wrap;
        }
        Array.Clear(shares);
        for (int i = 0; i <= dimensions; i++)
        {
            float part = (elevated[i] - origin[i]) * down;
            shares[dimensions - rank[i]] += part;
            shares[dimensions - rank[i] + 1] -= part;
        }
        shares[0] += 1 + shares[dimensions + 1];
    }

    /// <summary>A corner of the simplex.</summary>
    public LatticeKey Corner(int corner)
    {
        var key = new LatticeKey(0);
        for (int i = 0; i < dimensions; i++)
            key = key.With(i, (int)origin[i] + (rank[i] <= dimensions - corner ? corner : corner - (dimensions + 1)));
        return key;
    }

    /// <summary>The share of a corner.</summary>
    public float Share(int corner) => shares[corner];

    // Onto the plane in one dimension more in which the coordinates sum to 0.
    private void Elevate(ReadOnlySpan<float> point)
    {
        float sum = 0;
        for (int i = dimensions; i > 0; i--)
        {
            float scaled = point[i - 1] * scales[i - 1];
            elevated[i] = sum - i * scaled;
            sum += scaled;
        }
        elevated[0] = sum;
    }

    // What place each coordinate has in the order of the distances from the origin, the largest first.
    private void Rank()
    {
        Array.Clear(rank);
        for (int i = 0; i < dimensions; i++)
        {
            for (int j = i + 1; j <= dimensions; j++)
                rank[elevated[i] - origin[i] < elevated[j] - origin[j] ? i : j]++;
        }
    }
}
