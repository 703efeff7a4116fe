using CaffeSharpGen.Cpu.Convolution.Depthwise;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>One tile of a line of positions, or some of a size next to each other.</summary>
/// <param name="Start">Its first position.</param>
/// <param name="Positions">Its positions.</param>
/// <param name="Done">Positions at its start that the tile before has done: it was moved back to end where the line does.</param>
/// <param name="Count">Number of tiles.</param>
internal readonly record struct PositionTile(int Start, int Positions, int Done, int Count = 1)
{
    /// <summary>Positions of all of them.</summary>
    public int Length => Positions * Count;
}

/// <summary>Some tiles of a size, next to each other.</summary>
/// <param name="Start">Their first position.</param>
/// <param name="Positions">Positions of each.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct TileRun(int Start, int Positions, int Count);

/// <summary>Covers a line of positions with tiles of the sizes that there are kernels for.</summary>
internal static class PositionTiles
{
    // Arrays and loops, here and in what else runs when a network is loaded: each use of List<T> or Linq with a structure of ours is a
    // dozen methods to compile.
    // What a tile costs, measured in positions of the largest: small ones wait for their sums, or load too much.
    private static readonly TileSize[] manyRegisters = [new(14, 14), new(8, 8.3), new(4, 4.8), new(1, 3.8)];
    private static readonly TileSize[] fewRegisters = [new(6, 6), new(4, 4.4), new(1, 3.4)];
    private static readonly TileSize[] depthwise = [new(4, 4), new(1, 2)];

    /// <summary>The tiles of <see cref="Products1{TVector}"/> and <see cref="Products2{TVector}"/>.</summary>
    public static TileSize[] OfProducts(bool hasManyRegisters) => hasManyRegisters ? manyRegisters : fewRegisters;

    /// <summary>The tiles of <see cref="DepthwiseKernel{TVector}"/>.</summary>
    public static TileSize[] OfDepthwise => depthwise;

    /// <summary>The cheapest cover, the largest tiles first. None reaches beyond the line.</summary>
    public static PositionTile[] Cover(int length, TileSize[] sizes)
    {
        TileSize[] fitting = Fitting(length, sizes);
        // Of a long line all but the end is covered by the largest tiles.
        int largest = fitting.Length == 0 ? 1 : fitting[0].Positions, many = Math.Max(0, (length - 5 * largest - 1) / largest);
        int position = many * largest;
        int[] rest = Cheapest(length - position, fitting);
        var tiles = new PositionTile[many + rest.Length];
        for (int i = 0; i < many; i++)
            tiles[i] = new PositionTile(i * largest, largest, 0);
        for (int i = 0; i < rest.Length; i++)
        {
            int start = Math.Min(position, length - rest[i]);
            tiles[many + i] = new PositionTile(start, rest[i], position - start);
            position = start + rest[i];
        }
        return tiles;
    }

    /// <summary>Puts tiles of a size together that are next to each other, at most so many.</summary>
    public static PositionTile[] Together(PositionTile[] cover, int most)
    {
        var together = new PositionTile[cover.Length];
        int count = 0;
        foreach (PositionTile tile in cover)
        {
            if (count > 0 && together[count - 1] is var last && last.Count < most && last.Positions == tile.Positions && tile.Done == 0)
                together[count - 1] = last with { Count = last.Count + 1 };
            else
                together[count++] = tile;
        }
        return Arrays.First(together, count);
    }

    /// <summary>A cover whose last tile may reach beyond the line instead of back over the one before.</summary>
    public static TileRun[] Overhang(int length, TileSize[] sizes)
    {
        int[] cover = Cheapest(length, sizes);
        var runs = new TileRun[sizes.Length];
        int position = 0, count = 0;
        for (int i = 0, end; i < cover.Length; i = end)
        {
            for (end = i + 1; end < cover.Length && cover[end] == cover[i];)
                end++;
            runs[count++] = new TileRun(position, cover[i], end - i);
            position += cover[i] * (end - i);
        }
        return Arrays.First(runs, count);
    }

    /// <summary>What a cover costs, in positions.</summary>
    public static double Cost(PositionTile[] cover, TileSize[] sizes)
    {
        double cost = 0;
        foreach (PositionTile tile in cover)
            cost += CostOf(tile.Positions, sizes);
        return cost;
    }

    /// <inheritdoc cref="Cost(PositionTile[], TileSize[])"/>
    public static double Cost(TileRun[] cover, TileSize[] sizes)
    {
        double cost = 0;
        foreach (TileRun run in cover)
            cost += run.Count * CostOf(run.Positions, sizes);
        return cost;
    }

    private static TileSize[] Fitting(int length, TileSize[] sizes)
    {
        var fitting = new TileSize[sizes.Length];
        int count = 0;
        foreach (TileSize size in sizes)
        {
            if (size.Positions <= length)
                fitting[count++] = size;
        }
        return Arrays.First(fitting, count);
    }

    private static double CostOf(int positions, TileSize[] sizes)
    {
        int i = 0;
        while (sizes[i].Positions != positions)
            i++;
        return sizes[i].Cost;
    }

    // The positions of the cheapest tiles, the largest first; of two that cost the same, the one that ends in the smaller tile.
    private static int[] Cheapest(int length, TileSize[] sizes)
    {
        double[] costs = new double[length + 1];
        int[] last = new int[length + 1];
        for (int covered = 1; covered <= length; covered++)
        {
            costs[covered] = double.PositiveInfinity;
            foreach (TileSize size in sizes)
            {
                double cost = costs[Math.Max(0, covered - size.Positions)] + size.Cost;
                if (cost < costs[covered] || (cost == costs[covered] && size.Positions < last[covered]))
                    (costs[covered], last[covered]) = (cost, size.Positions);
            }
        }
        int[] chosen = new int[length];
        int count = 0;
        for (int left = length; left > 0; left -= last[left])
            chosen[count++] = last[left];
        chosen = Arrays.First(chosen, count);
        Array.Sort(chosen);
        Array.Reverse(chosen);
        return chosen;
    }
}

/// <summary>A size of tile there is a kernel for, and what it costs in comparison.</summary>
internal readonly record struct TileSize(int Positions, double Cost);
