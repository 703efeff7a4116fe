using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// A convolution of stride s as one of stride 1. The positions of each channel, by their residues modulo s (phases), become s²
/// channels of a grid that is s times smaller, and so do the weights. A kernel of 7×7 and stride 2 becomes one of 4×4, one of 11×11
/// and stride 4 becomes one of 3×3, for which there is Winograd's algorithm.
/// </summary>
/// <param name="Sizes">The convolution over the grid.</param>
/// <param name="Stride">s.</param>
/// <param name="Top">Row of the input where the grid begins, 0 or less.</param>
/// <param name="Left">Column.</param>
/// <param name="Input">What is read, N×C×H×W.</param>
internal sealed record PhaseGrid(WinogradSizes Sizes, int Stride, int Top, int Left, Shape Input)
{
    /// <summary>Floats of an image's grid.</summary>
    public nint ImageFloats => BlockedView.FloatsOf(Sizes.Product.From.Channels, Sizes.FromHeight, Sizes.FromWidth);

    /// <summary>Null where the strides are 1, or the algorithm does not fit.</summary>
    public static PhaseGrid? For(IReadOnlyList<SampledProduct> products)
    {
        if (products is not [{ Group: 1, Rows: { ReadStride: > 1, WriteStride: 1 }, Columns.WriteStride: 1 } product]
            || product.Rows.ReadStride != product.Columns.ReadStride)
            return null;
        int stride = product.Rows.ReadStride, top = int.MaxValue, bottom = int.MinValue, left = int.MaxValue, right = int.MinValue;
        foreach (Tap tap in product.Taps)
        {
            (top, bottom) = (Math.Min(top, tap.Down), Math.Max(bottom, tap.Down));
            (left, right) = (Math.Min(left, tap.Right), Math.Max(right, tap.Right));
        }
        int edge = Math.Max(bottom - top, right - left) / stride + 1;
        if (edge is < 3 or > 5)
            return null;
        int[][] phases = new int[stride * stride][];
        for (int phase = 0; phase < phases.Length; phase++)
            phases[phase] = Arrays.Filled(edge * edge, -1);
        foreach (Tap tap in product.Taps)
        {
            (int down, int across) = (tap.Down - top, tap.Right - left);
            phases[down % stride * stride + across % stride][down / stride * edge + across / stride] = tap.Weight;
        }
        Shape from = product.From;
        Shape grid = [from.BatchSize, from.Channels * phases.Length, product.Rows.Count + edge - 1, product.Columns.Count + edge - 1];
        SampledProduct over = product with
        {
            From = grid,
            Rows = product.Rows with { ReadStride = 1 },
            Columns = product.Columns with { ReadStride = 1 },
        };
        return new PhaseGrid(new WinogradSizes(over, edge, phases, 0, 0), stride, top, left, from);
    }

    /// <summary>Fills a row of the grid, in all its blocks.</summary>
    /// <param name="image">The input's image, C×H×W.</param>
    /// <param name="y">The row.</param>
    /// <param name="grid">The image's grid.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void FillRow(float* image, int y, float* grid)
    {
        int width = Sizes.FromWidth, blocks = BlockedView.BlocksOf(Sizes.Product.From.Channels);
        nint plane = (nint)Sizes.FromHeight * width * BlockedView.Lanes;
        float* row = grid + (nint)y * width * BlockedView.Lanes;
        for (int block = 0; block < blocks; block++)
            new Span<float>(row + block * plane, width * BlockedView.Lanes).Clear();
        for (int line = 0; line < Input.Channels * Stride; line++)
        {
            (int channel, int down) = Math.DivRem(line, Stride);
            int fromRow = y * Stride + down + Top;
            if (fromRow < 0 || fromRow >= Input.Height)
                continue;
            float* source = image + ((nint)channel * Input.Height + fromRow) * Input.Width;
            for (int right = 0; right < Stride; right++)
            {
                // Positions [begin, end) lie within the input.
                int first = right + Left, lane = line * Stride + right;
                int begin = first >= 0 ? 0 : (-first + Stride - 1) / Stride, end = Math.Min(width, (Input.Width - 1 - first) / Stride + 1);
                float* from = source + first + begin * Stride;
                float* to = row + lane / BlockedView.Lanes * plane + begin * BlockedView.Lanes + lane % BlockedView.Lanes;
                for (int x = begin; x < end; x++, from += Stride, to += BlockedView.Lanes)
                    *to = *from;
            }
        }
    }
}
