using System.Runtime.CompilerServices;
using CaffeSharpGen.GradCam.Resampling;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>
/// Loops over rows of pixels. They are compiled for speed at once: with the first picture they run as often as others in a program's life.
/// </summary>
internal static unsafe class LaneRows<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Pixels as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(byte* rgb, TLanes unit, TLanes* row, int width)
    {
        for (int x = 0; x < width; x++, rgb += 3)
            row[x] = TLanes.Load(rgb, unit);
    }

    /// <summary>A row that grows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interpolate(byte* rgb, TLanes unit, AxisScale axis, TLanes* row)
    {
        int width = axis.Destination;
        fixed (int* cells = axis.Cells)
        fixed (float* fractions = axis.Fractions)
        {
            for (int x = 0; x < width - 1; x++)
            {
                byte* pixel = rgb + cells[x] * 3;
                TLanes first = TLanes.Load(pixel, unit);
                row[x] = axis.Source == 1 ? first : TLanes.Between(first, TLanes.Load(pixel + 3, unit), fractions[x]);
            }
        }
        row[width - 1] = TLanes.Load(rgb + (axis.Source - 1) * 3, unit);
    }

    /// <summary>A row that shrinks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(byte* rgb, TLanes unit, AxisScale axis, TLanes* row)
    {
        int width = axis.Destination;
        byte* end = rgb + (axis.Source - 1) * 3;
        fixed (int* cells = axis.Cells)
        fixed (float* fractions = axis.Fractions, totals = axis.TotalWeights)
        {
            for (int x = 0; x < width; x++)
            {
                byte* pixel = rgb + cells[x] * 3, last = rgb + cells[x + 1] * 3;
                TLanes sum = TLanes.Begin(1 - fractions[x], TLanes.Load(pixel, unit));
                for (pixel += 3; pixel < last; pixel += 3)
                    sum = TLanes.Plus(sum, TLanes.Load(pixel, unit));
                if (last <= end)
                    sum = TLanes.Plus(sum, fractions[x + 1], TLanes.Load(last, unit));
                row[x] = TLanes.Over(sum, totals[x]);
            }
        }
    }

    /// <summary>A row between two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Between(TLanes* above, TLanes* below, float fraction, TLanes* row, int width)
    {
        for (int x = 0; x < width; x++)
            row[x] = TLanes.Between(above[x], below[x], fraction);
    }

    /// <summary>The first row of a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Begin(float weight, TLanes* row, TLanes* sums, int width)
    {
        for (int x = 0; x < width; x++)
            sums[x] = TLanes.Begin(weight, row[x]);
    }

    /// <summary>Another row of a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float weight, TLanes* row, TLanes* sums, int width)
    {
        for (int x = 0; x < width; x++)
            sums[x] = TLanes.Plus(sums[x], weight, row[x]);
    }

    /// <summary>The mean of a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Divide(float weight, TLanes* sums, int width)
    {
        for (int x = 0; x < width; x++)
            sums[x] = TLanes.Over(sums[x], weight);
    }
}
