namespace CaffeSharpGen.Cpu.Detection;

/// <summary>The bins of a region along one axis: a start and an end for each, within the features.</summary>
/// <param name="start">Where the region starts, in positions of the features.</param>
/// <param name="bin">Length of a bin.</param>
/// <param name="size">Length of the axis of the features.</param>
internal readonly struct RegionBins(float start, float bin, int size)
{
    /// <summary>The bins of Fast R-CNN, which begin and end at whole positions.</summary>
    public static RegionBins OfPositions(float first, float last, float scale, int bins, int size)
    {
        float start = Rounded(first * scale), end = Rounded(last * scale);
        return new RegionBins(start, Math.Max(end - start + 1, 1) / bins, size);
    }

    /// <summary>The bins of R-FCN, which begin and end between positions. The region includes its last pixel.</summary>
    public static RegionBins OfPixels(float first, float last, float scale, int bins, int size)
    {
        float start = Rounded(first) * scale, end = (Rounded(last) + 1) * scale;
        return new RegionBins(start, (float)Math.Max(end - start, 0.1) / bins, size);
    }

    /// <summary>First position of a bin of Fast R-CNN.</summary>
    public int First(int index) => Within(MathF.Floor(index * bin) + start);

    /// <summary>One behind its last position.</summary>
    public int End(int index) => Within(MathF.Ceiling((index + 1) * bin) + start);

    /// <summary>First position of a bin of R-FCN. Its fork runs on a GPU, where product and sum are rounded once.</summary>
    public int FirstBetween(int index) => Within(MathF.Floor(MathF.FusedMultiplyAdd(index, bin, start)));

    /// <summary>One behind its last position.</summary>
    public int EndBetween(int index) => Within(MathF.Ceiling(MathF.FusedMultiplyAdd(index + 1, bin, start)));

    private int Within(float position) => (int)Math.Min(Math.Max(position, 0), size);

    // As C's round.
    private static float Rounded(float x) => MathF.Round(x, MidpointRounding.AwayFromZero);
}
