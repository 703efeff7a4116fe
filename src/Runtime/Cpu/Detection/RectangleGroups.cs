namespace CaffeSharpGen.Cpu.Detection;

/// <summary>Clusters of similar rectangles, after OpenCV's groupRectangles. Makes its memory once.</summary>
/// <param name="most">The most rectangles that there can be.</param>
/// <param name="threshold">How many rectangles a cluster must exceed; 0 leaves all as they are.</param>
/// <param name="eps">How far similar sides lie apart, in sizes.</param>
internal sealed class RectangleGroups(int most, int threshold, double eps)
{
    private readonly PixelBox[] boxes = new PixelBox[most];
    private readonly int[] roots = new int[most];
    private readonly int[] clusterOf = new int[most];
    private readonly (PixelBox Box, int Count)[] clusters = new (PixelBox, int)[most];
    private readonly (PixelBox Box, int Count)[] found = new (PixelBox, int)[most];
    private int count;

    /// <summary>Begins anew.</summary>
    public void Clear() => count = 0;

    /// <summary>Adds a rectangle.</summary>
    public void Add(PixelBox box) => boxes[count++] = box;

    /// <summary>The clusters, in the order of their first rectangles.</summary>
    public ReadOnlySpan<(PixelBox Box, int Count)> Find()
    {
        int used = 0;
        if (threshold <= 0)
        {
            for (; used < count; used++)
                found[used] = (boxes[used], 1);
            return found.AsSpan(0, used);
        }
        Span<(PixelBox Box, int Count)> all = clusters.AsSpan(0, Cluster());
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Count > threshold && !IsInLarger(all, i))
                found[used++] = all[i];
        }
        return found.AsSpan(0, used);
    }

    // Similar rectangles, and those similar to these, are one cluster, whose rectangle is their mean. Returns how many clusters there are.
    private int Cluster()
    {
        for (int i = 0; i < count; i++)
        {
            roots[i] = i;
            for (int j = 0; j < i; j++)
            {
                if (boxes[i].IsSimilarTo(boxes[j], eps))
                    roots[RootOf(j)] = RootOf(i);
            }
        }
        Array.Fill(clusterOf, -1, 0, count);
        int used = 0;
        for (int i = 0; i < count; i++)
        {
            ref int cluster = ref clusterOf[RootOf(i)];
            if (cluster < 0)
                clusters[cluster = used++] = default;
            clusters[cluster] = (clusters[cluster].Box + boxes[i], clusters[cluster].Count + 1);
        }
        for (int i = 0; i < used; i++)
            clusters[i].Box = clusters[i].Box.MeanOf(clusters[i].Count);
        return used;
    }

    private int RootOf(int index)
    {
        while (roots[index] != index)
            index = roots[index] = roots[roots[index]];
        return index;
    }

    // A cluster within one of more rectangles is left out.
    private bool IsInLarger(ReadOnlySpan<(PixelBox Box, int Count)> all, int index)
    {
        (PixelBox box, int size) = all[index];
        for (int i = 0; i < all.Length; i++)
        {
            (PixelBox other, int otherSize) = all[i];
            if (i != index && otherSize > threshold && box.IsWithin(other, eps) && (otherSize > Math.Max(3, size) || size < 3))
                return true;
        }
        return false;
    }
}
