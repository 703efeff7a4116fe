using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// One product over an <see cref="InputGrid"/>: its packed weights, the tables of what it reads, and the lines of positions that
/// tiles cover.
/// </summary>
internal sealed unsafe class DirectProduct<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    // Short sums of some tiles are finished together, so that these calls count for less.
    private const int TermsOfManyTiles = 1024, MostTilesTogether = 4;

    // Positions from row to row of a line, and how many of them are written; the others, at its end, are of no use.
    private readonly int pitch;
    private readonly int written;
    private readonly int lanes;
    private readonly nint planeFloats;
    private readonly DirectTable[] tables;

    public DirectProduct(
        SampledProduct product, WrittenPositions[] border, InputGrid grid, int lanes, WeightReader weights, Accuracy accuracy,
        CpuMachine machine)
    {
        (Product, Border, PositionStep) = (product, border, product.Columns.ReadStride * lanes);
        (this.lanes, planeFloats) = (lanes, grid.Positions * lanes);
        var panels = new Panels(product.Outputs, TVector.Width, product.IsRagged ? TVector.Width : BlockedView.Lanes);
        Weights = new PackedPanels(
            panels, product.Group, product.Channels, lanes, Arrays.Convert(product.Taps, tap => tap.Weight), weights, machine.Workers);

        // Where each position reads the next one, a line may go on from row to row, over their ends too, if that wastes less than rows of
        // odd lengths.
        TileSize[] sizes = PositionTiles.OfProducts(TVector.RegisterCount == 32);
        (int rows, int columns) = (product.Rows.Count, product.Columns.Count);
        int all = rows == 0 ? 0 : (rows - 1) * grid.Width + columns;
        // A grid is as wide as what its products read; one without taps, where the stride is larger than the kernel, may have more columns.
        bool isFlat = product.Taps.Length > 0 && product.Rows.ReadStride == 1 && product.Columns.ReadStride == 1
            && PositionTiles.Cost(PositionTiles.Cover(all, sizes), sizes)
                < rows * PositionTiles.Cost(PositionTiles.Cover(columns, sizes), sizes);
        Lines = isFlat ? 1 : rows;
        LineStep = (nint)product.Rows.ReadStride * grid.Width * lanes;
        (pitch, written) = (isFlat ? grid.Width : columns, columns);
        if (isFlat && pitch == product.To.Width && product.Columns.WriteStride == 1 && product.Rows.WriteStride == 1)
            (pitch, written) = (all, all);
        Tiles = PositionTiles.Together(
            PositionTiles.Cover(isFlat ? all : columns, sizes),
            Math.Clamp(TermsOfManyTiles / Math.Max(1, product.Depth), 1, MostTilesTogether));
        Written = Arrays.Convert(Tiles, Write);
        LineWriteStep = (nint)product.Rows.WriteStride * product.To.Width;

        // Groups whose first channels are at the same lane read alike.
        tables = new DirectTable[Math.Min(product.Group, BlockedView.GroupsOfWholeBlocks(product.Channels))];
        for (int group = 0; group < tables.Length; group++)
            tables[group] = new DirectTable(product, grid, lanes, group * product.Channels % lanes, accuracy);
    }

    public SampledProduct Product { get; }

    public PackedPanels Weights { get; }

    /// <summary>Positions of the output whose sums are zero.</summary>
    public WrittenPositions[] Border { get; }

    /// <summary>Floats from the input of a position to that of the next.</summary>
    public nint PositionStep { get; }

    /// <summary>Number of lines: rows, or one that runs through all of them.</summary>
    public int Lines { get; }

    /// <summary>Floats from the input of a line to that of the next.</summary>
    public nint LineStep { get; }

    /// <summary>The tiles of each line, some of them together.</summary>
    public PositionTile[] Tiles { get; }

    /// <summary>
    /// What is written of each tile of the first line: positions of one row, or of several where lines go on over the ends of rows.
    /// </summary>
    public WrittenPositions[][] Written { get; }

    /// <summary>Positions of the output from those of a line to those of the next.</summary>
    public nint LineWriteStep { get; }

    public void Dispose() => Weights.Dispose();

    /// <summary>Where the planes of a group begin, from those of the image on.</summary>
    public nint OffsetOf(int group) => (nint)group * Product.Channels / lanes * planeFloats;

    /// <summary>What the positions of a group read.</summary>
    public DirectTable TableOf(int group) => tables[group % tables.Length];

    /// <summary>Sums the products of a panel for some positions.</summary>
    /// <param name="table">What the positions read.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="x">The input of the first one, of the group.</param>
    /// <param name="weights">Weights of the panel.</param>
    /// <param name="width">Its outputs.</param>
    /// <param name="sums">Where the sums of the first one go.</param>
    /// <param name="sumStep">Floats from position to position.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(DirectTable table, PositionTile positions, float* x, float* weights, int width, float* sums, nint sumStep)
    {
        bool add = false;
        foreach (TableSegment segment in table.Segments)
        {
            float* part = weights + (nint)segment.Depth * width;
            TableEntry* entry = table.Entries + segment.Start, end = table.Entries + segment.End;
            if (width == TVector.Width)
                Products1<TVector>.Multiply(positions.Count, positions.Positions, x, PositionStep, entry, end, part, sums, sumStep, add);
            else
                Products2<TVector>.Multiply(positions.Count, positions.Positions, x, PositionStep, entry, end, part, sums, sumStep, add);
            add = true;
        }
    }

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
}
