using CaffeSharpGen.Cpu.Convolution.Depthwise;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>One tile of a line of places, or some of a size next to each other.</summary>
/// <param name="Start">Its first place.</param>
/// <param name="Places">Its places.</param>
/// <param name="Done">Places at its start that the tile before has done: it was moved back to end where the line does.</param>
/// <param name="Count">Number of tiles.</param>
internal readonly record struct PlaceTile(int Start, int Places, int Done, int Count = 1)
{
    /// <summary>Places of all of them.</summary>
    public int Length => Places * Count;
}

/// <summary>Some tiles of a size, next to each other.</summary>
/// <param name="Start">Their first place.</param>
/// <param name="Places">Places of each.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct TileRun(int Start, int Places, int Count);

/// <summary>Covers a line of places with tiles of the sizes that there are kernels for.</summary>
internal static class PlaceTiles
{
    // Arrays and loops, here and in what else runs when a network is loaded: each use of List<T> or Linq with a structure of ours is a dozen methods to compile.
    // What a tile costs, measured in places of the largest: small ones wait for their sums, or load too much.
    private static readonly TileSize[] manyRegisters = [new(14, 14), new(8, 8.3), new(4, 4.8), new(1, 3.8)];
    private static readonly TileSize[] fewRegisters = [new(6, 6), new(4, 4.4), new(1, 3.4)];
    private static readonly TileSize[] depthwise = [new(4, 4), new(1, 2)];

    /// <summary>The tiles of <see cref="Products1{TVector}"/> and <see cref="Products2{TVector}"/>.</summary>
    public static TileSize[] OfProducts(bool hasManyRegisters) => hasManyRegisters ? manyRegisters : fewRegisters;

    /// <summary>The tiles of <see cref="DepthwiseKernel{TVector}"/>.</summary>
    public static TileSize[] OfDepthwise => depthwise;

    /// <summary>The cheapest cover, the largest tiles first. None reaches beyond the line.</summary>
    public static PlaceTile[] Cover(int length, TileSize[] sizes)
    {
        TileSize[] fitting = Array.FindAll(sizes, size => size.Places <= length);
        // Of a long line all but the end is covered by the largest tiles.
        int largest = fitting.Length == 0 ? 1 : fitting[0].Places, many = Math.Max(0, (length - 5 * largest - 1) / largest), place = many * largest;
        int[] rest = Cheapest(length - place, fitting);
        var tiles = new PlaceTile[many + rest.Length];
        for (int i = 0; i < many; i++)
            tiles[i] = new PlaceTile(i * largest, largest, 0);
        for (int i = 0; i < rest.Length; i++)
        {
            int start = Math.Min(place, length - rest[i]);
            tiles[many + i] = new PlaceTile(start, rest[i], place - start);
            place = start + rest[i];
        }
        return tiles;
    }

    /// <summary>Puts tiles of a size together that are next to each other, at most so many.</summary>
    public static PlaceTile[] Together(PlaceTile[] cover, int most)
    {
        var together = new PlaceTile[cover.Length];
        int count = 0;
        foreach (PlaceTile tile in cover)
        {
            if (count > 0 && together[count - 1] is var last && last.Count < most && last.Places == tile.Places && tile.Done == 0)
                together[count - 1] = last with { Count = last.Count + 1 };
            else
                together[count++] = tile;
        }
        Array.Resize(ref together, count);
        return together;
    }

    /// <summary>A cover whose last tile may reach beyond the line instead of back over the one before.</summary>
    public static TileRun[] Overhang(int length, TileSize[] sizes)
    {
        int[] cover = Cheapest(length, sizes);
        var runs = new TileRun[sizes.Length];
        int place = 0, count = 0;
        for (int i = 0, end; i < cover.Length; i = end)
        {
            for (end = i + 1; end < cover.Length && cover[end] == cover[i];)
                end++;
            runs[count++] = new TileRun(place, cover[i], end - i);
            place += cover[i] * (end - i);
        }
        Array.Resize(ref runs, count);
        return runs;
    }

    /// <summary>What a cover costs, in places.</summary>
    public static double Cost(PlaceTile[] cover, TileSize[] sizes)
    {
        double cost = 0;
        foreach (PlaceTile tile in cover)
            cost += CostOf(tile.Places, sizes);
        return cost;
    }

    /// <inheritdoc cref="Cost(PlaceTile[], TileSize[])"/>
    public static double Cost(TileRun[] cover, TileSize[] sizes)
    {
        double cost = 0;
        foreach (TileRun run in cover)
            cost += run.Count * CostOf(run.Places, sizes);
        return cost;
    }

    private static double CostOf(int places, TileSize[] sizes)
    {
        int i = 0;
        while (sizes[i].Places != places)
            i++;
        return sizes[i].Cost;
    }

    // The places of the cheapest tiles, the largest first; of two that cost the same, the one that ends in the smaller tile.
    private static int[] Cheapest(int length, TileSize[] sizes)
    {
        double[] costs = new double[length + 1];
        int[] last = new int[length + 1];
        for (int covered = 1; covered <= length; covered++)
        {
            costs[covered] = double.PositiveInfinity;
            foreach (TileSize size in sizes)
            {
                double cost = costs[Math.Max(0, covered - size.Places)] + size.Cost;
                if (cost < costs[covered] || (cost == costs[covered] && size.Places < last[covered]))
                    (costs[covered], last[covered]) = (cost, size.Places);
            }
        }
        int[] chosen = new int[length];
        int count = 0;
        for (int left = length; left > 0; left -= last[left])
            chosen[count++] = last[left];
        Array.Resize(ref chosen, count);
        Array.Sort(chosen);
        Array.Reverse(chosen);
        return chosen;
    }
}

/// <summary>A size of tile there is a kernel for, and what it costs in comparison.</summary>
internal readonly record struct TileSize(int Places, double Cost);
