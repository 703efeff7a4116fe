using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>The three steps of Winograd's algorithm on some tiles: inputs to factors, products, products to outputs.</summary>
internal sealed unsafe class WinogradTiles<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Memory that <see cref="ToFactors"/> and <see cref="ToOutputs"/> need.</summary>
    public const int ScratchFloats = 3 * Products * BlockedView.Lanes;

    /// <summary>Tiles that <see cref="Multiply"/> may read and write beyond the last.</summary>
    public const int Slack = 16;

    private const int Products = WinogradTransform<TVector>.Products;
    private const int Lanes = BlockedView.Lanes;

    private readonly WinogradSizes sizes;
    private readonly Panels panels;
    private readonly OffsetTable all;
    private readonly OffsetTable last;
    private readonly int channels;
    private readonly nint plane;
    private readonly nint block;

    /// <param name="sizes">Sizes.</param>
    /// <param name="channels">Channels that are multiplied at once.</param>
    /// <param name="plane">Floats from the factors for one product to those for the next.</param>
    /// <param name="block">Floats from the factors of one block of channels to those of the next.</param>
    public WinogradTiles(WinogradSizes sizes, int channels, nint plane, nint block)
    {
        (this.sizes, this.channels, this.plane, this.block) = (sizes, channels, plane, block);
        panels = new Panels(sizes.Outputs, TVector.Width);
        all = Table(channels, block);
        last = Table((sizes.Channels - 1) % channels + 1, block);
    }

    /// <summary>How many floats <see cref="Multiply"/> writes for so many tiles.</summary>
    public static int ProductFloats(int tiles) => tiles * TileFloats(2 * TVector.Width);

    /// <summary>Transforms some tiles of some blocks of channels of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToFactors(in ConvolutionRun run, int firstBlock, int blocks, int firstTile, int count, float* to, float* scratch)
    {
        for (int b = 0; b < blocks; b++, to += block)
        {
            for (int i = 0; i < count; i++)
            {
                int image = (firstTile + i) / sizes.Tiles, tile = (firstTile + i) % sizes.Tiles;
                TileToFactors(run.From.Block(image, firstBlock + b), tile, to + i * Lanes, scratch);
            }
        }
    }

    /// <summary>Multiplies the factors of some tiles and channels with their weights.</summary>
    /// <param name="count">Number of channels: as many as are multiplied at once, or the last.</param>
    /// <param name="width">Outputs of the panel.</param>
    /// <param name="factors">The tiles' factors.</param>
    /// <param name="weights">For each product, channels × outputs.</param>
    /// <param name="weightPlane">Floats from the weights for one product to those for the next.</param>
    /// <param name="tiles">How the tiles are covered.</param>
    /// <param name="products">Where the products go.</param>
    /// <param name="add">Whether they are added to those that are there.</param>
    /// <param name="ahead">What is to be read next.</param>
    /// <param name="linesAhead">How many lines of it are fetched meanwhile, for each product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(
        int count, int width, float* factors, float* weights, nint weightPlane, TileRun[] tiles, float* products, bool add,
        float* ahead, int linesAhead)
    {
        OffsetTable table = count == channels ? all : last;
        TableEntry* first = table.Pointer, end = first + BlockedView.BlocksOf(count);
        nint step = TileFloats(width);
        for (int i = 0; i < Products; i++)
        {
            for (int line = 0; line < linesAhead; line++, ahead += Lanes)
                Prefetch.Line(ahead);
            foreach (TileRun run in tiles)
            {
                float* x = factors + i * plane + run.Start * Lanes, sums = products + run.Start * step + i * width;
                if (width == TVector.Width)
                    Products1<TVector>.Multiply(run.Count, run.Positions, x, Lanes, first, end, weights + i * weightPlane, sums, step, add);
                else
                    Products2<TVector>.Multiply(run.Count, run.Positions, x, Lanes, first, end, weights + i * weightPlane, sums, step, add);
            }
        }
    }

    /// <summary>Transforms the products of some tiles and a panel to outputs.</summary>
    public void ToOutputs(in ConvolutionRun run, int group, int panel, int firstTile, int count, float* products, float* scratch)
    {
        switch (run.Epilogue.Kind)
        {
            case EpilogueKind.Bias:
                ToOutputs<BiasEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.Rectified:
                ToOutputs<RectifiedEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.ReluMask:
                ToOutputs<ReluMaskEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.ResidualReluMask:
                ToOutputs<ResidualReluMaskEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.Sum:
                ToOutputs<SumEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.Guided:
                ToOutputs<GuidedEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            case EpilogueKind.GuidedSum:
                ToOutputs<GuidedSumEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
            default:
                ToOutputs<GeneralEpilogue<TVector>>(run, group, panel, firstTile, count, products, scratch);
                break;
        }
    }

    private void ToOutputs<TEpilogue>(
        in ConvolutionRun run, int group, int panel, int firstTile, int count, float* products, float* scratch)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        switch (sizes.OutputEdge)
        {
            case 2:
                ToOutputs<TEpilogue, TwoOutputs>(run, group, panel, firstTile, count, products, scratch);
                break;
            case 3:
                ToOutputs<TEpilogue, ThreeOutputs>(run, group, panel, firstTile, count, products, scratch);
                break;
            default:
                ToOutputs<TEpilogue, FourOutputs>(run, group, panel, firstTile, count, products, scratch);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToOutputs<TEpilogue, TEdge>(
        in ConvolutionRun run, int group, int panel, int firstTile, int count, float* products, float* scratch)
        where TEpilogue : struct, IEpilogue<TVector>
        where TEdge : struct, IOutputEdge
    {
        int panelWidth = panels.WidthOf(panel), channel = group * sizes.Outputs + panel * panels.Widest;
        float* outputs = scratch + Products * Lanes;
        for (int i = 0; i < count; i++, products += TileFloats(panelWidth))
        {
            int image = (firstTile + i) / sizes.Tiles, tile = (firstTile + i) % sizes.Tiles;
            int y = tile / sizes.TileColumns * TEdge.Outputs, x = tile % sizes.TileColumns * TEdge.Outputs;
            int rows = Math.Min(TEdge.Outputs, sizes.ToHeight - y), columns = Math.Min(TEdge.Outputs, sizes.ToWidth - x);
            nint position = (nint)y * sizes.ToWidth + x;
            for (int vector = 0; vector < panelWidth; vector += TVector.Width)
            {
                bool isGeneral = typeof(TEpilogue) == typeof(GeneralEpilogue<TVector>);
                Destination<TVector> first = isGeneral ? new(outputs) : new(run, image, channel + vector, position);
                WinogradTransform<TVector>.Output<TEpilogue, TEdge>(
                    products + vector, panelWidth, scratch, first, isGeneral ? columns : sizes.ToWidth, rows, columns);
                for (int row = 0; isGeneral && row < rows; row++)
                    EpilogueLoops<TVector>.General(
                        run, image, channel + vector, outputs + row * columns * Lanes, Lanes, columns,
                        position + (nint)row * sizes.ToWidth, 1);
            }
        }
    }

    // The products of a tile lie together: they are written and read in lines next to each other, and not at powers of two.
    private static int TileFloats(int width) => Products * width + Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TileToFactors(float* block, int tile, float* to, float* scratch)
    {
        (int height, int width) = (sizes.FromHeight, sizes.FromWidth);
        int edge = sizes.OutputEdge, y = tile / sizes.TileColumns * edge + sizes.Top, x = tile % sizes.TileColumns * edge + sizes.Left;
        nint row = (nint)width * Lanes;
        float* from = block + y * row + x * Lanes;
        // The columns that the next tile does not share with this one.
        for (float* next = from + 6 * Lanes, end = next + 6 * row; next < end; next += row)
        {
            for (int column = 0; column < edge; column++)
                Prefetch.Line(next + column * Lanes);
        }
        if (y < 0 || x < 0 || y + 6 > height || x + 6 > width)
        {
            float* copy = scratch + Products * Lanes;
            CopyEdge(from, row, -y, height - y, -x, width - x, copy);
            from = copy;
            row = 6 * Lanes;
        }
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
            WinogradTransform<TVector>.Input(from + lane, row, Lanes, scratch, to + lane, plane);
    }

    private static OffsetTable Table(int channels, nint block)
    {
        var entries = new TableEntry[BlockedView.BlocksOf(channels)];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = new TableEntry(i * block, Math.Min(Lanes, channels - i * Lanes));
        return new OffsetTable(entries);
    }

    private static void CopyEdge(float* from, nint row, int firstRow, int lastRow, int firstColumn, int lastColumn, float* to)
    {
        new Span<float>(to, Products * Lanes).Clear();
        int begin = Math.Max(0, firstColumn), end = Math.Min(6, lastColumn);
        if (begin >= end)
            return;
        for (int y = Math.Max(0, firstRow); y < Math.Min(6, lastRow); y++)
            new ReadOnlySpan<float>(from + y * row + begin * Lanes, (end - begin) * Lanes).CopyTo(
                new Span<float>(to + (y * 6 + begin) * Lanes, (end - begin) * Lanes));
    }
}
