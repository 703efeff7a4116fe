using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.FewOutputs;

/// <summary>
/// One product of <see cref="FewOutputsKernel{TVector}"/>: which taps its positions read. Near a border some fall outside, so there
/// is a table for each set of rows and columns that a position can reach. Where all columns are reached, positions are computed in
/// tiles.
/// </summary>
internal sealed unsafe class FewOutputsProduct
{
    private const int Lanes = BlockedView.Lanes;

    private readonly int[] rowSets;
    private readonly int[] columnSets;
    private readonly OffsetTable[,] tables;
    private readonly int[,] lengths;

    /// <param name="product">The product.</param>
    /// <param name="firstWeight">Where the weights of its first block and tap are; other taps follow, then the other blocks.</param>
    /// <param name="positions">Positions of a tile.</param>
    public FewOutputsProduct(SampledProduct product, int firstWeight, int positions)
    {
        Product = product;
        (rowSets, List<(int From, int To)> rows) = Sets(product.Rows, product.From.Height, [.. product.Taps.Select(tap => tap.Down)]);
        (columnSets, List<(int From, int To)> columns) = Sets(
            product.Columns, product.From.Width, [.. product.Taps.Select(tap => tap.Right)]);
        tables = new OffsetTable[rows.Count, columns.Count];
        lengths = new int[rows.Count, columns.Count];
        nint plane = (nint)product.From.Height * product.From.Width * Lanes;
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                var entries = new List<TableEntry>();
                for (int block = 0; block < BlockedView.BlocksOf(product.From.Channels); block++)
                {
                    foreach ((int index, Tap tap) in product.Taps.Index())
                    {
                        if (tap.Down < rows[row].From || tap.Down > rows[row].To || tap.Right < columns[column].From
                            || tap.Right > columns[column].To)
                            continue;
                        nint weight = firstWeight + ((nint)block * product.Taps.Length + index) * FewOutputsTile<Tile128>.Outputs * Lanes;
                        entries.Add(new TableEntry(block * plane + ((nint)tap.Down * product.From.Width + tap.Right) * Lanes, weight));
                    }
                }
                tables[row, column] = new OffsetTable([.. entries]);
                lengths[row, column] = entries.Count;
            }
        }
        Tiles = [.. Cover(product.Columns.Count, positions)];
    }

    /// <summary>The product.</summary>
    public SampledProduct Product { get; }

    /// <summary>The tiles of a row: of positions that reach the same columns, or of one position.</summary>
    public PositionTile[] Tiles { get; }

    /// <summary>What a tile's positions read.</summary>
    public TableEntry* Table(int row, PositionTile tile, out TableEntry* end)
    {
        (int rows, int columns) = (rowSets[row], columnSets[tile.Start]);
        TableEntry* first = tables[rows, columns].Pointer;
        end = first + lengths[rows, columns];
        return first;
    }

    private IEnumerable<PositionTile> Cover(int columns, int positions)
    {
        for (int start = 0; start < columns;)
        {
            int end = start + 1;
            while (end < columns && columnSets[end] == columnSets[start])
                end++;
            for (int position = start; position < end;)
            {
                bool isTile = end - start >= positions;
                int first = isTile ? Math.Min(position, end - positions) : position;
                yield return new PositionTile(first, isTile ? positions : 1, position - first);
                position = first + (isTile ? positions : 1);
            }
            start = end;
        }
    }

    // For each position of an axis, the number of the range of moves that stay inside.
    private static (int[] Of, List<(int From, int To)> Ranges) Sets(Axis axis, int length, int[] moves)
    {
        (int least, int most) = (moves.Min(), moves.Max());
        var ranges = new List<(int From, int To)>();
        int[] of = new int[axis.Count];
        for (int position = 0; position < axis.Count; position++)
        {
            int at = position * axis.ReadStride;
            (int From, int To) range = (Math.Max(least, -at), Math.Min(most, length - 1 - at));
            int number = ranges.IndexOf(range);
            if (number < 0)
            {
                number = ranges.Count;
                ranges.Add(range);
            }
            of[position] = number;
        }
        return (of, ranges);
    }
}
