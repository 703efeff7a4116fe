namespace CaffeSharpGen.Cpu;

/// <summary>How <see cref="WinogradPiecewisePass{TVector}"/> divides its work: how many tiles and panels a task has.</summary>
/// <param name="Tiles">Tiles of a task.</param>
/// <param name="Padded">Tiles that are computed for them.</param>
/// <param name="Panels">Panels of a task.</param>
internal sealed record WinogradPieces(int Tiles, int Padded, int Panels)
{
    private const int Lanes = BlockedView.Lanes;

    // Cycles, measured: per channel and vector of the two transforms, and per channel and tile of a panel's products.
    private const double OfInput = 140, OfWeight = 70, OfProducts = 36;

    // One task more than fair, in so many loops, because something else runs on a processor.
    private const double Disturbance = 0.15;

    /// <summary>
    /// Channels of a piece: more, and fewer sums fit into the cache beside it; fewer, and sums are fetched and put back more often, which costs the more
    /// the smaller the tiles are.
    /// </summary>
    public static int Channels<TVector>()
        where TVector : struct, ITileVector<TVector> => TVector.TileRows == 8 ? 32 : 64;

    /// <summary>The division that should take the least time.</summary>
    /// <param name="sizes">Sizes.</param>
    /// <param name="tiles">Tiles of all images.</param>
    /// <param name="threads">Who share the tasks.</param>
    public static WinogradPieces For<TVector>(WinogradSizes sizes, int tiles, int threads)
        where TVector : struct, ITileVector<TVector>
    {
        IReadOnlyList<TileSize> tileSizes = PlaceTiles.OfProducts(TVector.TileRows == 8);
        var panels = new Panels(sizes.Outputs, TVector.Width);
        WinogradPieces? best = null;
        double least = double.PositiveInfinity;
        for (int chunks = 1; chunks <= tiles; chunks++)
        {
            int each = (tiles + chunks - 1) / chunks;
            if ((tiles + each - 1) / each != chunks)
                continue;
            TileRun[] cover = PlaceTiles.Overhang(each, tileSizes);
            double products = OfProducts * PlaceTiles.Cost(cover, tileSizes);
            var pieces = new WinogradPieces(each, cover[^1].Start + cover[^1].Count * cover[^1].Places, 1);
            for (; pieces.Panels <= panels.Count && pieces.FitsInto<TVector>(panels); pieces = pieces with { Panels = pieces.Panels + 1 })
            {
                int tasks = sizes.Product.Group * chunks * ((panels.Count + pieces.Panels - 1) / pieces.Panels);
                double one = pieces.Panels * (products + 2 * OfWeight) + each * OfInput / TVector.Width;
                double time = one * ((tasks + threads - 1) / threads + (threads > 1 ? Disturbance : 0));
                if (time < least)
                    (least, best) = (time, pieces);
            }
            // Smaller chunks only transform the weights more often.
            if (each <= tileSizes[0].Places && best is not null)
                break;
        }
        return best ?? throw new InvalidOperationException($"a tile of {sizes.Outputs} outputs does not fit into a thread's memory");
    }

    /// <summary>Floats from the factors of one product to those of the next.</summary>
    public static int FactorPlane<TVector>(int padded)
        where TVector : struct, ITileVector<TVector> => Channels<TVector>() / Lanes * FactorBlock(padded) + Lanes;

    /// <summary>Floats from the factors of one block of channels to those of the next.</summary>
    public static int FactorBlock(int padded) => padded * Lanes;

    /// <summary>Floats from the weights of one product to those of the next. Not a multiple of a page, or all would meet in the same lines of a cache.</summary>
    public static int WeightPlane<TVector>(int width)
        where TVector : struct, ITileVector<TVector> => Channels<TVector>() * width + Lanes;

    // Wide vectors need a second-level cache to keep up with them, of 1 MB; for narrow ones the third level will do.
    private bool FitsInto<TVector>(Panels panels)
        where TVector : struct, ITileVector<TVector> =>
        WinogradTiles<TVector>.AsideFloats + (FactorPlane<TVector>(Padded) + WeightPlane<TVector>(panels.Widest)) * WinogradTransform<TVector>.Products
            + Panels * WinogradTiles<TVector>.ProductFloats(Padded) <= (TVector.TileRows == 8 ? WorkerScratch.Floats / 2 : WorkerScratch.Floats);
}
