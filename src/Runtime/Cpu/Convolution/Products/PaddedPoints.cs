namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// A product of one tap that reaches beyond its input, such as SqueezeNet's conv10, a 1×1 convolution with padding. Positions at the
/// border, a quarter of them there, read nothing but padding, so only what is inside is multiplied.
/// </summary>
/// <param name="Inside">The product of the positions that read the input.</param>
/// <param name="Border">The other positions of the output, row by row: their sums are zero.</param>
internal sealed record PaddedPoints(SampledProduct Inside, WrittenPositions[] Border)
{
    /// <summary>The product as it is where it has no such positions, or would have no others.</summary>
    public static PaddedPoints Of(SampledProduct product)
    {
        if (product.Taps is not [var tap])
            return new PaddedPoints(product, []);
        (int firstRow, int endRow) = Inner(product.Rows, tap.Down, product.From.Height);
        (int firstColumn, int endColumn) = Inner(product.Columns, tap.Right, product.From.Width);
        if (firstRow >= endRow || firstColumn >= endColumn)
            return new PaddedPoints(product, []);
        var border = new WrittenPositions[2 * product.Rows.Count];
        int count = 0;
        for (int row = 0; row < product.Rows.Count; row++)
        {
            bool isInside = row >= firstRow && row < endRow;
            Add(row, 0, isInside ? firstColumn : product.Columns.Count);
            if (isInside)
                Add(row, endColumn, product.Columns.Count);
        }
        SampledProduct inside = product with
        {
            Taps =
            [
                tap with
                {
                    Down = tap.Down + firstRow * product.Rows.ReadStride,
                    Right = tap.Right + firstColumn * product.Columns.ReadStride,
                },
            ],
            Rows = Part(product.Rows, firstRow, endRow),
            Columns = Part(product.Columns, firstColumn, endColumn),
        };
        border = Arrays.First(border, count);
        return new PaddedPoints(inside, border);

        void Add(int row, int column, int end)
        {
            if (column < end)
                border[count++] = new WrittenPositions(0, end - column, product.PositionOf(row, column));
        }
    }

    // The positions whose tap lies within the input.
    private static (int First, int End) Inner(Axis axis, int move, int length)
    {
        int first = move < 0 ? (-move + axis.ReadStride - 1) / axis.ReadStride : 0;
        return (first, move >= length ? first : Math.Min(axis.Count, (length - 1 - move) / axis.ReadStride + 1));
    }

    private static Axis Part(Axis axis, int first, int end) =>
        axis with { Count = end - first, WriteStart = axis.WriteStart + first * axis.WriteStride };
}
