using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.GradCam.Resampling;

namespace CaffeSharpGen.Imaging.HeatMaps;

/// <summary>The rows of a map that is scaled to a picture, made one at a time from the map at the picture's width.</summary>
/// <param name="Wide">The map, all its rows scaled to the picture's width.</param>
/// <param name="AlongHeight">From the map's rows to the picture's.</param>
/// <param name="Width">The picture's width.</param>
internal readonly unsafe record struct MapRows(nint Wide, AxisScale AlongHeight, int Width)
{
    /// <summary>Values that a row has room for: rows are read and written in whole vectors.</summary>
    public int Room => Width + Vector128<float>.Count;

    /// <summary>Makes a row, and zeros behind it.</summary>
    /// <param name="y">Which.</param>
    /// <param name="row"><see cref="Room"/> values.</param>
    public void Make(int y, float* row)
    {
        var to = new Span<float>(row, Width);
        AlongHeight.ColumnsAt(y, new ReadOnlySpan<float>((float*)Wide, AlongHeight.Source * Width), to, to);
        new Span<float>(row + Width, Vector128<float>.Count).Clear();
    }

    /// <summary>The smallest and the largest value of a row, and whether all are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MapRange Range(float* row, int width)
    {
        (float smallest, float largest, bool finite) = (float.PositiveInfinity, float.NegativeInfinity, true);
        int x = 0;
        if (width >= Vector128<float>.Count)
        {
            Vector128<float> low = Vector128.Load(row), high = low, wrong = Vector128<float>.Zero;
            for (; x <= width - Vector128<float>.Count; x += Vector128<float>.Count)
            {
                Vector128<float> values = Vector128.Load(row + x);
                low = Vector128.MinNative(low, values);
                high = Vector128.MaxNative(high, values);
                // Not a number unless the values are finite.
                wrong += values - values;
            }
            for (int lane = 0; lane < Vector128<float>.Count; lane++)
            {
                smallest = MathF.Min(smallest, low[lane]);
                largest = MathF.Max(largest, high[lane]);
                finite &= wrong[lane] == 0;
            }
        }
        for (; x < width; x++)
        {
            smallest = MathF.Min(smallest, row[x]);
            largest = MathF.Max(largest, row[x]);
            finite &= float.IsFinite(row[x]);
        }
        return new MapRange(smallest, largest, finite);
    }
}
