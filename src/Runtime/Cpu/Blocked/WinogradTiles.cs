using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>The three steps of Winograd's algorithm on some tiles: inputs to factors, products, products to outputs.</summary>
internal sealed unsafe class WinogradTiles<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Memory that <see cref="ToFactors"/> and <see cref="ToOutputs"/> need.</summary>
    public const int AsideFloats = 3 * Products * BlockedView.Lanes;

    /// <summary>Tiles that <see cref="Multiply"/> may read and write beyond the last.</summary>
    public const int Slack = 16;

    private const int Products = WinogradTransform<TVector>.Products;
    private const int Lanes = BlockedView.Lanes;

    private readonly WinogradSizes sizes;
    private readonly WinogradWeights<TVector> weights;
    private readonly OffsetTable table;
    private readonly nint plane;

    /// <param name="sizes">Sizes.</param>
    /// <param name="weights">Weights.</param>
    /// <param name="plane">Floats from the factors for one product to those for the next.</param>
    /// <param name="block">Floats from the factors of one block of channels to those of the next.</param>
    public WinogradTiles(WinogradSizes sizes, WinogradWeights<TVector> weights, nint plane, nint block)
    {
        (this.sizes, this.weights, this.plane) = (sizes, weights, plane);
        int blocks = BlockedView.BlocksOf(sizes.Channels);
        table = new OffsetTable([.. Enumerable.Range(0, blocks).Select(i => new TableEntry(i * block, Math.Min(Lanes, sizes.Channels - i * Lanes)))]);
    }

    /// <summary>How many floats <see cref="Multiply"/> writes for so many tiles.</summary>
    public static int ProductFloats(int tiles) => (tiles + Slack) * TileFloats(2 * TVector.Width);

    /// <summary>Transforms a tile of one block of channels of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToFactors(float* block, int tile, float* to, float* aside)
    {
        (int height, int width) = (sizes.FromHeight, sizes.FromWidth);
        int y = tile / sizes.TileColumns * 4 + sizes.Top, x = tile % sizes.TileColumns * 4 + sizes.Left;
        nint row = (nint)width * Lanes;
        float* from = block + y * row + x * Lanes;
        // The four columns that the next tile does not share with this one.
        for (int i = 0; i < 24; i++)
            Prefetch.Line(from + (i / 4) * row + (6 + i % 4) * Lanes);
        if (y < 0 || x < 0 || y + 6 > height || x + 6 > width)
        {
            float* edge = aside + Products * Lanes;
            CopyEdge(from, row, -y, height - y, -x, width - x, edge);
            from = edge;
            row = 6 * Lanes;
        }
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
            WinogradTransform<TVector>.Input(from + lane, row, Lanes, aside, to + lane, plane);
    }

    /// <summary>Multiplies the factors of some tiles with the weights of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(int group, int panel, float* factors, PlaceTile[] tiles, float* products, float* pieceMemory)
    {
        int width = weights.Panels.WidthOf(panel), most = weights.IsTransformed ? sizes.Channels : WinogradWeights<TVector>.PieceChannels;
        nint step = TileFloats(width);
        for (int channel = 0; channel < sizes.Channels; channel += most)
        {
            int count = Math.Min(most, sizes.Channels - channel);
            float* piece = weights.Piece(group, panel, channel, count, pieceMemory, out nint piecePlane);
            TableEntry* first = table.Pointer + channel / Lanes, end = table.Pointer + (channel + count + Lanes - 1) / Lanes;
            for (int i = 0; i < Products; i++)
            {
                foreach (PlaceTile tile in tiles)
                {
                    float* x = factors + i * plane + tile.Start * Lanes, sums = products + tile.Start * step + i * width;
                    if (width == TVector.Width)
                        Products1<TVector>.Multiply(tile.Places, x, Lanes, first, end, piece + i * piecePlane, sums, step, channel > 0);
                    else
                        Products2<TVector>.Multiply(tile.Places, x, Lanes, first, end, piece + i * piecePlane, sums, step, channel > 0);
                }
            }
        }
    }

    /// <summary>Transforms the products of some tiles and a panel to outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToOutputs(in ConvolutionRun run, int group, int panel, int firstTile, int count, float* products, float* aside)
    {
        int panelWidth = weights.Panels.WidthOf(panel), channel = group * sizes.Outputs + panel * weights.Panels.Widest;
        (int height, int width) = (sizes.ToHeight, sizes.ToWidth);
        float* outputs = aside + Products * Lanes;
        for (int i = 0; i < count; i++)
        {
            int image = (firstTile + i) / sizes.Tiles, tile = (firstTile + i) % sizes.Tiles;
            int y = tile / sizes.TileColumns * 4, x = tile % sizes.TileColumns * 4;
            int rows = Math.Min(4, height - y), columns = Math.Min(4, width - x);
            for (int vector = 0; vector < panelWidth; vector += TVector.Width)
            {
                WinogradTransform<TVector>.Output(products + i * TileFloats(panelWidth) + vector, panelWidth, aside, outputs);
                for (int row = 0; row < rows; row++)
                    Finish<TVector>.Places(run, image, channel + vector, outputs + row * 4 * TVector.Width, TVector.Width, columns, (nint)(y + row) * width + x, 1);
            }
        }
    }

    // The products of a tile lie together: they are written and read in lines next to each other, and not at powers of two.
    private static int TileFloats(int width) => Products * width + Lanes;

    private static void CopyEdge(float* from, nint row, int firstRow, int lastRow, int firstColumn, int lastColumn, float* to)
    {
        new Span<float>(to, Products * Lanes).Clear();
        int begin = Math.Max(0, firstColumn), end = Math.Min(6, lastColumn);
        if (begin >= end)
            return;
        for (int y = Math.Max(0, firstRow); y < Math.Min(6, lastRow); y++)
            new ReadOnlySpan<float>(from + y * row + begin * Lanes, (end - begin) * Lanes).CopyTo(new Span<float>(to + (y * 6 + begin) * Lanes, (end - begin) * Lanes));
    }
}
