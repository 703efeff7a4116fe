namespace CaffeSharpGen.Cpu;

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
    // What a tile costs, measured in places of the largest: small ones wait for their sums, or load too much.
    private static readonly TileSize[] manyRegisters = [new(14, 14), new(8, 8.3), new(4, 4.8), new(1, 3.8)];
    private static readonly TileSize[] fewRegisters = [new(6, 6), new(4, 4.4), new(1, 3.4)];
    private static readonly TileSize[] depthwise = [new(4, 4), new(1, 2)];

    /// <summary>The tiles of <see cref="Products1{TVector}"/> and <see cref="Products2{TVector}"/>.</summary>
    public static IReadOnlyList<TileSize> OfProducts(bool hasManyRegisters) => hasManyRegisters ? manyRegisters : fewRegisters;

    /// <summary>The tiles of <see cref="DepthwiseKernel{TVector}"/>.</summary>
    public static IReadOnlyList<TileSize> OfDepthwise => depthwise;

    /// <summary>The cheapest cover, the largest tiles first. None reaches beyond the line.</summary>
    public static PlaceTile[] Cover(int length, IReadOnlyList<TileSize> sizes)
    {
        TileSize[] fitting = [.. sizes.Where(size => size.Places <= length)];
        var tiles = new List<PlaceTile>();
        int place = 0;
        // Of a long line all but the end is covered by the largest tiles.
        for (; length - place > 6 * fitting[0].Places; place += fitting[0].Places)
            tiles.Add(new PlaceTile(place, fitting[0].Places, 0));
        foreach (int places in Cheapest(length - place, fitting))
        {
            int start = Math.Min(place, length - places);
            tiles.Add(new PlaceTile(start, places, place - start));
            place = start + places;
        }
        return [.. tiles];
    }

    /// <summary>Puts tiles of a size together that are next to each other, at most so many.</summary>
    public static PlaceTile[] Together(PlaceTile[] cover, int most)
    {
        var together = new List<PlaceTile>();
        foreach (PlaceTile tile in cover)
        {
            if (together is [.., var last] && last.Count < most && last.Places == tile.Places && tile.Done == 0)
                together[^1] = last with { Count = last.Count + 1 };
            else
                together.Add(tile);
        }
        return [.. together];
    }

    /// <summary>A cover whose last tile may reach beyond the line instead of back over the one before.</summary>
    public static TileRun[] Overhang(int length, IReadOnlyList<TileSize> sizes)
    {
        var runs = new List<TileRun>();
        int place = 0;
        foreach (IGrouping<int, int> equal in Cheapest(length, sizes).GroupBy(places => places))
        {
            runs.Add(new TileRun(place, equal.Key, equal.Count()));
            place += equal.Key * equal.Count();
        }
        return [.. runs];
    }

    /// <summary>What a cover costs, in places.</summary>
    public static double Cost(PlaceTile[] cover, IReadOnlyList<TileSize> sizes) => cover.Sum(tile => CostOf(tile.Places, sizes));

    /// <inheritdoc cref="Cost(PlaceTile[], IReadOnlyList{TileSize})"/>
    public static double Cost(TileRun[] cover, IReadOnlyList<TileSize> sizes) => cover.Sum(run => run.Count * CostOf(run.Places, sizes));

    private static double CostOf(int places, IReadOnlyList<TileSize> sizes) => sizes.First(size => size.Places == places).Cost;

    private static IEnumerable<int> Cheapest(int length, IReadOnlyList<TileSize> sizes)
    {
        var best = new (double Cost, int Places)[length + 1];
        for (int covered = 1; covered <= length; covered++)
            best[covered] = sizes.Select(size => (best[Math.Max(0, covered - size.Places)].Cost + size.Cost, size.Places)).Min();
        var chosen = new List<int>();
        for (int left = length; left > 0; left -= best[left].Places)
            chosen.Add(best[left].Places);
        return chosen.OrderDescending();
    }
}

/// <summary>A size of tile there is a kernel for, and what it costs in comparison.</summary>
internal readonly record struct TileSize(int Places, double Cost);
