using System.Numerics;

namespace CaffeSharpGen.Imaging.Tests.Plain;

/// <summary>Scaling as it was before it was made fast: one sample after the other. What is fast must give the same bits.</summary>
internal static class PlainScale
{
    public static T[] Scale<T>(T[] source, int channels, int width, int height, int newWidth, int newHeight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new T[channels * newWidth * newHeight];
        for (int c = 0; c < channels; c++)
        {
            var narrowed = new T[height * newWidth];
            for (int y = 0; y < height; y++)
            {
                T[] row = Line(source.AsSpan((c * height + y) * width, width).ToArray(), newWidth);
                row.CopyTo(narrowed, y * newWidth);
            }
            for (int x = 0; x < newWidth; x++)
            {
                T[] column = Line([.. Enumerable.Range(0, height).Select(y => narrowed[y * newWidth + x])], newHeight);
                for (int y = 0; y < newHeight; y++)
                    result[(c * newHeight + y) * newWidth + x] = column[y];
            }
        }
        return result;
    }

    /// <summary>One row or column.</summary>
    private static T[] Line<T>(T[] from, int length) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (length == from.Length)
            return from;
        var to = new T[length];
        if (length > from.Length)
        {
            float step = (float)(from.Length - 1) / (length - 1);
            for (int i = 0; i < length - 1; i++)
            {
                float position = i * step, fraction = position - (int)position;
                to[i] = from.Length == 1 ? from[0]
                    : T.CreateTruncating(1 - fraction) * from[(int)position] + T.CreateTruncating(fraction) * from[(int)position + 1];
            }
            to[^1] = from[^1];
            return to;
        }
        float scale = (float)from.Length / length;
        for (int i = 0; i < length; i++)
        {
            float begin = i * scale, end = (i + 1) * scale, sum = 0, total = 0;
            int first = (int)begin, last = (int)end;
            Add(1 - (begin - first), from[first]);
            for (int k = first + 1; k < last; k++)
                Add(1, from[k]);
            if (last < from.Length)
                Add(end - last, from[last]);
            to[i] = T.CreateTruncating(sum / total);

            void Add(float weight, T sample)
            {
                sum = float.CreateTruncating(T.CreateTruncating(sum) + T.CreateTruncating(weight) * sample);
                total += weight;
            }
        }
        return to;
    }
}
