namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Places values in one arena so that those needed at the same time do not overlap: the largest first, each at the lowest offset that is
/// free over its whole lifetime. Then values are placed again within the size that this took, so that as many as possible, the last ones
/// first, survive to the end.
/// </summary>
internal sealed class ArenaLayout
{
    private readonly long[] sizes;
    private readonly Lifetime[] lifetimes;

    // By offset, of equal ones in the order in which they were placed; what is not placed yet is not in it.
    private readonly List<int> placed = [];

    public ArenaLayout(long[] sizes, Lifetime?[] lifetimes)
    {
        this.sizes = sizes;
        this.lifetimes = [.. lifetimes.Select(lifetime => lifetime ?? default)];
        Offsets = [.. sizes.Select(_ => -1L)];
        int[] values = [.. Enumerable.Range(0, sizes.Length).Where(value => lifetimes[value] is not null)];
        foreach (int value in values.OrderByDescending(value => sizes[value]).ThenBy(value => value))
            Place(value, LowestFree(value, this.lifetimes[value]));
        Size = values.Length == 0 ? 0 : values.Max(value => Offsets[value] + sizes[value]);
        int end = values.Length == 0 ? 0 : values.Max(value => this.lifetimes[value].Dies);
        foreach (int value in values.OrderByDescending(value => value))
            TryToKeep(value, this.lifetimes[value] with { Dies = end });
    }

    /// <summary>One entry a value, −1 for what has no memory of its own.</summary>
    public long[] Offsets { get; }

    /// <summary>The arena's size.</summary>
    public long Size { get; }

    private void TryToKeep(int value, Lifetime toTheEnd)
    {
        placed.RemoveAt(placed.IndexOf(value, FirstAt(Offsets[value])));
        long offset = LowestFree(value, toTheEnd);
        bool fits = offset + sizes[value] <= Size;
        if (fits)
            lifetimes[value] = toTheEnd;
        Place(value, fits ? offset : Offsets[value]);
    }

    private long LowestFree(int value, Lifetime lifetime)
    {
        long offset = 0;
        foreach (int other in placed)
        {
            if (Offsets[other] >= offset + sizes[value])
                break;
            if (Offsets[other] + sizes[other] > offset && lifetimes[other].Overlaps(lifetime))
                offset = Offsets[other] + sizes[other];
        }
        return offset;
    }

    private void Place(int value, long offset)
    {
        Offsets[value] = offset;
        placed.Insert(FirstAt(offset + 1), value);
    }

    // Where the first stands that is placed at an offset or behind it.
    private int FirstAt(long offset)
    {
        int from = 0, to = placed.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            (from, to) = Offsets[placed[middle]] < offset ? (middle + 1, to) : (from, middle);
        }
        return from;
    }
}
