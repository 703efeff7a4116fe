using System.Buffers;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.OpenCv;

/// <summary>
/// What <c>cv2.resize</c> with <c>INTER_LINEAR</c> makes of 8-bit pictures, byte for byte: in integers, rows first, without averaging over
/// the pixels that a smaller picture leaves out (modules/imgproc/src/resize.cpp).
/// </summary>
internal static class LinearResize
{
    private const int Channels = 3;

    /// <summary>Scales a part of a picture.</summary>
    /// <param name="part">The part.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="rgb">Where its bytes go.</param>
    public static void Run(PixelPart part, int width, int height, Span<byte> rgb)
    {
        if (part.Width == 2 * width && part.Height == 2 * height)
            Halve(part, width, height, rgb);
        else
            Interpolate(part, width, height, rgb);
    }

    private static void Interpolate(PixelPart part, int width, int height, Span<byte> rgb)
    {
        LinearAxis columns = LinearAxis.Of(part.Width, width, endsAlone: true), rows = LinearAxis.Of(part.Height, height, endsAlone: false);
        int samples = width * Channels;
        int[] scratch = ArrayPool<int>.Shared.Rent(2 * samples);
        Span<int> above = scratch.AsSpan(0, samples), below = scratch.AsSpan(samples, samples);
        int aboveRow = -1, belowRow = -1;
        for (int y = 0; y < height; y++)
        {
            int first = rows.First[y], second = rows.Second[y];
            // Both grow: what was the second row is often the first one now.
            if (first != aboveRow && first == belowRow)
            {
                Span<int> swapped = above;
                above = below;
                below = swapped;
                (aboveRow, belowRow) = (belowRow, aboveRow);
            }
            if (first != aboveRow)
                Row(part, aboveRow = first, columns, above);
            if (second != belowRow)
                Row(part, belowRow = second, columns, below);
            Mix(above, below, rows.FirstWeight[y], rows.SecondWeight[y], rgb.Slice(y * samples, samples));
        }
        ArrayPool<int>.Shared.Return(scratch);
    }

    // A row at the width of the result, times 2048.
    private static void Row(PixelPart part, int y, LinearAxis columns, Span<int> row)
    {
        ReadOnlySpan<byte> pixels = RowOf(part, y);
        for (int x = 0, to = 0; x < columns.First.Length; x++)
        {
            int first = columns.First[x] * Channels, second = columns.Second[x] * Channels;
            int firstWeight = columns.FirstWeight[x], secondWeight = columns.SecondWeight[x];
            for (int channel = 0; channel < Channels; channel++)
                row[to++] = pixels[first + channel] * firstWeight + pixels[second + channel] * secondWeight;
        }
    }

    // Bits fall off in the middle: what OpenCV's vectors can hold.
    private static void Mix(ReadOnlySpan<int> above, ReadOnlySpan<int> below, int firstWeight, int secondWeight, Span<byte> rgb)
    {
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(((firstWeight * (above[i] >> 4) >> 16) + (secondWeight * (below[i] >> 4) >> 16) + 2) >> 2);
    }

    // Half the size is the one case in which OpenCV takes the average of four pixels.
    private static void Halve(PixelPart part, int width, int height, Span<byte> rgb)
    {
        for (int y = 0, to = 0; y < height; y++)
        {
            ReadOnlySpan<byte> above = RowOf(part, 2 * y), below = RowOf(part, 2 * y + 1);
            for (int x = 0; x < width; x++)
            {
                for (int from = 2 * x * Channels, end = from + Channels; from < end; from++)
                    rgb[to++] = (byte)((above[from] + above[from + Channels] + below[from] + below[from + Channels] + 2) >> 2);
            }
        }
    }

    private static ReadOnlySpan<byte> RowOf(PixelPart part, int y) =>
        part.Rgb.Slice((part.Top + y) * part.Stride + part.Left * Channels, part.Width * Channels);
}
