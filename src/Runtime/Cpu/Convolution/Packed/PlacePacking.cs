using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Packed;

/// <summary>
/// Packs what a block of places reads (im2col, a block at a time): for each channel and tap a row with the value at each place, 0 outside the plane.
/// Rows are cut into the columns of tiles, and the pieces of one tile put one after the other.
/// </summary>
internal readonly unsafe ref struct PlacePacking<TVector>(SampledProduct product, int firstPlace, int places, float* row)
    where TVector : struct, ITileVector<TVector>
{
    private readonly int padded = (places + TVector.Width - 1) / TVector.Width * TVector.Width;

    /// <summary>Packs some channels and taps.</summary>
    /// <param name="planes">The first channel of the group.</param>
    /// <param name="depth">First channel and tap, counted with the taps innermost.</param>
    /// <param name="steps">How many.</param>
    /// <param name="packed">Where to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* planes, int depth, int steps, float* packed)
    {
        nint plane = product.From.CountFrom(2);
        int columns = Tile<TVector>.WideColumns, taps = product.Taps.Length;
        for (int i = places; i < padded; i++)
            row[i] = 0;
        for (int step = 0; step < steps; step++)
        {
            (int channel, int tap) = Math.DivRem(depth + step, taps);
            Gather(planes + channel * plane, product.Taps[tap]);
            for (int column = 0; column < padded;)
            {
                if (places - column > 2 * TVector.Width)
                {
                    float* to = packed + (nint)column * steps + (nint)step * columns;
                    TVector.Store(TVector.Load(row + column), to);
                    TVector.Store(TVector.Load(row + column + TVector.Width), to + TVector.Width);
                    TVector.Store(TVector.Load(row + column + 2 * TVector.Width), to + 2 * TVector.Width);
                    column += columns;
                }
                else
                {
                    TVector.Store(TVector.Load(row + column), packed + (nint)column * steps + (nint)step * TVector.Width);
                    column += TVector.Width;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(float* plane, Tap tap)
    {
        (int height, int width, int count) = (product.From.Height, product.From.Width, product.Columns.Count);
        int stride = product.Columns.ReadStride;
        // Columns x of the grid that read inside the plane: 0 ≤ x·stride + tap.Right < width.
        int firstInside = tap.Right >= 0 ? 0 : Math.Min((-tap.Right + stride - 1) / stride, count);
        int endInside = tap.Right >= width ? 0 : Math.Clamp((width - 1 - tap.Right) / stride + 1, 0, count);

        int y = firstPlace / count, x = firstPlace % count;
        for (int place = 0; place < places;)
        {
            int run = Math.Min(count - x, places - place), end = x + run;
            int h = y * product.Rows.ReadStride + tap.Down;
            float* to = row + place - x;
            if ((uint)h >= (uint)height)
            {
                new Span<float>(to + x, run).Clear();
            }
            else
            {
                int inside = Math.Clamp(firstInside, x, end), outside = Math.Clamp(endInside, inside, end);
                for (int i = x; i < inside; i++)
                    to[i] = 0;
                float* from = plane + (nint)h * width + tap.Right;
                if (stride == 1)
                {
                    new ReadOnlySpan<float>(from + inside, outside - inside).CopyTo(new Span<float>(to + inside, outside - inside));
                }
                else
                {
                    for (int i = inside; i < outside; i++)
                        to[i] = from[i * stride];
                }
                for (int i = outside; i < end; i++)
                    to[i] = 0;
            }
            place += run;
            (x, y) = (0, y + 1);
        }
    }
}
