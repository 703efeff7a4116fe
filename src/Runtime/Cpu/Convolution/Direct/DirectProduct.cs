using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>One product over an <see cref="InputGrid"/>: its packed weights, the table of what it reads, and the lines of positions that tiles cover.</summary>
internal sealed unsafe class DirectProduct<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    private const int TermsOfExactSum = 256;

    // Short sums of some tiles are finished together, so that these calls count for less.
    private const int TermsOfManyTiles = 1024, MostTilesTogether = 4;

    // Positions from row to row of a line, and how many of them are written; the others, at its end, are of no use.
    private readonly int pitch;
    private readonly int written;

    public DirectProduct(SampledProduct product, WrittenPositions[] border, InputGrid grid, int lanes, WeightReader weights, Accuracy accuracy, CpuMachine machine)
    {
        (Product, Border, GroupPlanes) = (product, border, product.From.Channels / product.Group / lanes);
        (PositionStep, PlaneFloats) = (product.Columns.ReadStride * lanes, grid.Positions * lanes);
        int channels = product.From.Channels / product.Group;
        var panels = new Panels(product.Outputs, TVector.Width);
        Weights = new PackedPanels(panels, product.Group, channels, lanes, Arrays.Convert(product.Taps, tap => tap.Weight), weights, machine.Workers);

        // Where each position reads the next one, lines may go on from row to row: over the ends of rows too, if that wastes less than rows of odd lengths.
        TileSize[] sizes = PositionTiles.OfProducts(TVector.RegisterCount == 32);
        (int rows, int columns) = (product.Rows.Count, product.Columns.Count);
        int all = rows == 0 ? 0 : (rows - 1) * grid.Width + columns;
        // A grid is as wide as what its products read; one without taps, where the stride is larger than the kernel, may have more columns.
        bool isFlat = product.Taps.Length > 0 && product.Rows.ReadStride == 1 && product.Columns.ReadStride == 1
            && PositionTiles.Cost(PositionTiles.Cover(all, sizes), sizes) < rows * PositionTiles.Cost(PositionTiles.Cover(columns, sizes), sizes);
        Lines = isFlat ? 1 : rows;
        LineStep = (nint)product.Rows.ReadStride * grid.Width * lanes;
        (pitch, written) = (isFlat ? grid.Width : columns, columns);
        if (isFlat && pitch == product.To.Width && product.Columns.WriteStride == 1 && product.Rows.WriteStride == 1)
            (pitch, written) = (all, all);
        Tiles = PositionTiles.Together(PositionTiles.Cover(isFlat ? all : columns, sizes), Math.Clamp(TermsOfManyTiles / Math.Max(1, product.Depth), 1, MostTilesTogether));
        Written = Arrays.Convert(Tiles, Write);
        LineWriteStep = (nint)product.Rows.WriteStride * product.To.Width;

        var table = new TableEntry[(channels + lanes - 1) / lanes * product.Taps.Length];
        int entries = 0;
        for (int block = 0; block < channels; block += lanes)
        {
            foreach (Tap tap in product.Taps)
            {
                nint offset = block / lanes * PlaneFloats + ((nint)tap.Down * grid.Width + tap.Right) * lanes;
                // Neighbouring positions of a plane follow each other as the channels of a block do.
                if (lanes == 1 && entries > 0 && table[entries - 1] is var last && last.Offset + last.Run == offset)
                    table[entries - 1] = last with { Run = last.Run + 1 };
                else
                    table[entries++] = new TableEntry(offset, Math.Min(lanes, channels - block));
            }
        }
        table = Arrays.First(table, entries);
        Table = new OffsetTable(table);
        Segments = Cut(table, accuracy == Accuracy.Exact ? TermsOfExactSum : int.MaxValue);
    }

    public SampledProduct Product { get; }

    public PackedPanels Weights { get; }

    /// <summary>Positions of the output whose sums are zero.</summary>
    public WrittenPositions[] Border { get; }

    /// <summary>What each position reads.</summary>
    public OffsetTable Table { get; }

    /// <summary>Parts of the table whose sums are added up separately.</summary>
    public TableSegment[] Segments { get; }

    /// <summary>Input planes of a group.</summary>
    public int GroupPlanes { get; }

    /// <summary>Floats of an input plane.</summary>
    public nint PlaneFloats { get; }

    /// <summary>Floats from the input of a position to that of the next.</summary>
    public nint PositionStep { get; }

    /// <summary>Number of lines: rows, or one that runs through all of them.</summary>
    public int Lines { get; }

    /// <summary>Floats from the input of a line to that of the next.</summary>
    public nint LineStep { get; }

    /// <summary>The tiles of each line, some of them together.</summary>
    public PositionTile[] Tiles { get; }

    /// <summary>What is written of each tile of the first line: positions of one row, or, where lines go on over the ends of rows, of several.</summary>
    public WrittenPositions[][] Written { get; }

    /// <summary>Positions of the output from those of a line to those of the next.</summary>
    public nint LineWriteStep { get; }

    public void Dispose() => Weights.Dispose();

    private WrittenPositions[] Write(PositionTile tile)
    {
        var positions = new WrittenPositions[tile.Length];
        int parts = 0;
        for (int done = tile.Done, count; done < tile.Length; done += count)
        {
            (int row, int column) = Math.DivRem(tile.Start + done, pitch);
            count = Math.Min(tile.Length - done, pitch - column);
            if (column < written)
                positions[parts++] = new WrittenPositions(done, Math.Min(count, written - column), Product.PositionOf(row, column));
        }
        return Arrays.First(positions, parts);
    }

    private static TableSegment[] Cut(TableEntry[] table, int terms)
    {
        var segments = new TableSegment[table.Length + 1];
        int start = 0, depth = 0, sum = 0, count = 0;
        for (int i = 0; i < table.Length; i++)
        {
            if (sum > 0 && sum + table[i].Run > terms)
            {
                segments[count++] = new TableSegment(start, i, depth - sum);
                (start, sum) = (i, 0);
            }
            sum += (int)table[i].Run;
            depth += (int)table[i].Run;
        }
        segments[count++] = new TableSegment(start, table.Length, depth - sum);
        return Arrays.First(segments, count);
    }
}

/// <summary>A part of a table.</summary>
/// <param name="Start">Its first entry.</param>
/// <param name="End">The entry after its last.</param>
/// <param name="Depth">Inputs before it.</param>
internal readonly record struct TableSegment(int Start, int End, int Depth);
