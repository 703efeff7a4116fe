using System.Buffers;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.HeatMaps;

/// <summary>The smallest and the largest value of a scaled map.</summary>
/// <param name="Smallest">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="IsFinite">Whether all values are finite.</param>
internal readonly record struct MapRange(float Smallest, float Largest, bool IsFinite)
{
    /// <summary>Finds them.</summary>
    public static unsafe MapRange Of(MapRows rows)
    {
        int height = rows.AlongHeight.Destination;
        MapRange[] ranges = ArrayPool<MapRange>.Shared.Rent(height);
        fixed (MapRange* ofRows = ranges)
            RowBands<Work>.Run(new Work(rows, (nint)ofRows), height, (long)rows.Width * height);
        (float smallest, float largest, bool finite) = ranges[0];
        for (int y = 1; y < height; y++)
        {
            smallest = MathF.Min(smallest, ranges[y].Smallest);
            largest = MathF.Max(largest, ranges[y].Largest);
            finite &= ranges[y].IsFinite;
        }
        ArrayPool<MapRange>.Shared.Return(ranges);
        return new MapRange(smallest, largest, finite);
    }

    private readonly unsafe record struct Work(MapRows Rows, nint Ranges) : IBandWork
    {
        public void Run(int first, int end)
        {
            float[] scratch = ArrayPool<float>.Shared.Rent(Rows.Room);
            fixed (float* row = scratch)
            {
                for (int y = first; y < end; y++)
                {
                    Rows.Make(y, row);
                    ((MapRange*)Ranges)[y] = MapRows.Range(row, Rows.Width);
                }
            }
            ArrayPool<float>.Shared.Return(scratch);
        }
    }
}
