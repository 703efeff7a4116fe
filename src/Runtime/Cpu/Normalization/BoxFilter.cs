using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>Sums over size × size neighbourhoods of a plane, zeros outside; size is odd.</summary>
internal sealed unsafe class BoxFilter(int height, int width, int size)
{
    private readonly int half = (size - 1) / 2;

    /// <summary>Floats of scratch that <see cref="Apply"/> takes.</summary>
    public int RowLength => width + 2 * half;

    /// <summary>Sums rows, then columns.</summary>
    /// <param name="from">H×W.</param>
    /// <param name="to">H×W, another array.</param>
    /// <param name="row">Scratch.</param>
    public void Apply(float* from, float* to, float* row)
    {
        new Span<float>(row, RowLength).Clear();
        for (int y = 0; y < height; y++)
        {
            new Span<float>(row + half, width).Clear();
            for (int h = Math.Max(y - half, 0); h <= Math.Min(y + half, height - 1); h++)
                Rows.Add(row + half, from + (nint)h * width, width);
            float* sums = to + (nint)y * width;
            new ReadOnlySpan<float>(row, width).CopyTo(new Span<float>(sums, width));
            for (int i = 1; i < size; i++)
                Rows.Add(sums, row + i, width);
        }
    }
}
