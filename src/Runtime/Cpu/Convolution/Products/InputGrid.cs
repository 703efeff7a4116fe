namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// The grid of positions that a convolution reads: the input as it is, a copy with a border of zeros, or a copy of some positions
/// only. Position (y, x) of the grid is position (y·StrideH + Top, x·StrideW + Left) of the input.
/// </summary>
internal sealed record InputGrid(int Height, int Width, int StrideH, int StrideW, int Top, int Left, int InputHeight, int InputWidth)
{
    /// <summary>Whether the grid differs from the input, so that a copy is made.</summary>
    public bool IsCopy => (Height, Width, StrideH, StrideW, Top, Left) != (InputHeight, InputWidth, 1, 1, 0, 0);

    /// <summary>Positions.</summary>
    public nint Positions => (nint)Height * Width;

    /// <summary>The smallest grid that has every position that the products read.</summary>
    public static InputGrid For(IReadOnlyList<SampledProduct> products)
    {
        Shape from = products[0].From;
        if (products is [{ Taps: [var tap], Rows: var rows, Columns: var columns }])
            return new InputGrid(
                rows.Count, columns.Count, rows.ReadStride, columns.ReadStride, tap.Down, tap.Right, from.Height, from.Width);
        (int top, int height) = Extent(from.Height, products, product => product.Rows, tap => tap.Down);
        (int left, int width) = Extent(from.Width, products, product => product.Columns, tap => tap.Right);
        return new InputGrid(height, width, 1, 1, top, left, from.Height, from.Width);
    }

    /// <summary>A product as it reads the grid.</summary>
    public SampledProduct Over(SampledProduct product) => product with
    {
        Taps = Arrays.Convert(product.Taps, tap => new Tap(tap.Weight, (tap.Down - Top) / StrideH, (tap.Right - Left) / StrideW)),
        Rows = product.Rows with { ReadStride = product.Rows.ReadStride / StrideH },
        Columns = product.Columns with { ReadStride = product.Columns.ReadStride / StrideW },
    };

    private static (int First, int Length) Extent(
        int length, IReadOnlyList<SampledProduct> products, Func<SampledProduct, Axis> axis, Func<Tap, int> move)
    {
        (int first, int last) = (0, length - 1);
        foreach (SampledProduct product in products)
        {
            foreach (Tap tap in product.Taps)
            {
                first = Math.Min(first, move(tap));
                last = Math.Max(last, (axis(product).Count - 1) * axis(product).ReadStride + move(tap));
            }
        }
        return (first, last - first + 1);
    }
}
