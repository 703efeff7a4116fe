using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// First the factors of all tiles, then, panel by panel, their products and outputs: for many channels, whose weights are the larger part
/// and should be read once.
/// </summary>
internal sealed unsafe class WinogradStagedPass<TVector> : ConvolutionPass
    where TVector : struct, ITileVector<TVector>
{
    private const int MostTilesOfTask = 64;
    private const long MostFactorFloats = 8 << 20;
    private const int TasksOfThread = 4;

    private readonly WinogradSizes sizes;
    private readonly WinogradWeights<TVector> weights;
    private readonly WinogradTiles<TVector> steps;
    private readonly Workspace workspace;
    private readonly CpuDevice device;
    private readonly Action<int, int> toFactors;
    private readonly Action<int, int> toOutputs;
    private readonly int allBlocks;
    private readonly int number;
    private readonly int imagesAtOnce;
    private readonly int tilesOfTask;
    private readonly nint plane;
    private readonly nint block;
    private readonly TileRun[][] covers;
    private ConvolutionRun current;
    private float* allFactors;
    private int firstImage;
    private int tilesNow;

    public WinogradStagedPass(WinogradSizes sizes, WinogradWeights<TVector> weights, Workspace workspace, int number, CpuDevice device)
    {
        (this.sizes, this.weights, this.workspace, this.number, this.device) = (sizes, weights, workspace, number, device);
        allBlocks = BlockedView.BlocksOf(sizes.Product.From.Channels);
        long floatsOfImage = (long)WinogradTransform<TVector>.Products * allBlocks * sizes.Tiles * BlockedView.Lanes;
        imagesAtOnce = (int)Math.Clamp(MostFactorFloats / floatsOfImage, 1, Math.Max(1, number));
        int tiles = imagesAtOnce * sizes.Tiles;
        block = (nint)tiles * BlockedView.Lanes;
        plane = allBlocks * block + BlockedView.Lanes;
        workspace.Reserve(plane * WinogradTransform<TVector>.Products + WinogradTiles<TVector>.Slack * BlockedView.Lanes);

        int panels = sizes.Product.Group * weights.Panels.Count;
        int chunks = (tiles + MostTilesOfTask - 1) / MostTilesOfTask;
        if (device.Workers.Threads > 1)
            chunks = Math.Clamp((TasksOfThread * device.Workers.Threads + panels - 1) / panels, chunks, Math.Max(chunks, tiles / 14));
        tilesOfTask = (tiles + chunks - 1) / chunks;
        steps = new WinogradTiles<TVector>(sizes, sizes.Channels, plane, block);
        IReadOnlyList<TileSize> tileSizes = PlaceTiles.OfProducts(TVector.TileRows == 8);
        covers = [.. Enumerable.Range(0, tilesOfTask + 1).Select(count => PlaceTiles.Overhang(count, tileSizes))];
        (toFactors, toOutputs) = (RowToFactors, PanelToOutputs);
    }

    public override void Run(in ConvolutionRun run)
    {
        current = run;
        allFactors = workspace.Pointer;
        for (firstImage = 0; firstImage < number; firstImage += imagesAtOnce)
        {
            int images = Math.Min(imagesAtOnce, number - firstImage);
            tilesNow = images * sizes.Tiles;
            device.Workers.For(images * allBlocks * sizes.TileRows, toFactors);
            device.Workers.For(sizes.Product.Group * weights.Panels.Count * Chunks, toOutputs);
        }
    }

    private int Chunks => (tilesNow + tilesOfTask - 1) / tilesOfTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RowToFactors(int task, int worker)
    {
        int row = task % sizes.TileRows, plane = task / sizes.TileRows, channels = plane % allBlocks, image = plane / allBlocks;
        int tile = image * sizes.Tiles + row * sizes.TileColumns;
        float* to = allFactors + channels * block + tile * BlockedView.Lanes;
        steps.ToFactors(current, channels, 1, firstImage * sizes.Tiles + tile, sizes.TileColumns, to, device.Scratch.Of(worker));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PanelToOutputs(int task, int worker)
    {
        int first = task % Chunks * tilesOfTask, count = Math.Min(tilesOfTask, tilesNow - first);
        int panel = task / Chunks % weights.Panels.Count, group = task / Chunks / weights.Panels.Count;
        float* aside = device.Scratch.Of(worker), products = aside + WinogradTiles<TVector>.AsideFloats;
        float* factors = allFactors + (nint)group * BlockedView.BlocksOf(sizes.Channels) * block + first * BlockedView.Lanes;
        float* factorsOfWeights = weights.Transformed(group, panel, out nint weightPlane);
        steps.Multiply(sizes.Channels, weights.Panels.WidthOf(panel), factors, factorsOfWeights, weightPlane, covers[count], products, add: false, ahead: null, linesAhead: 0);
        steps.ToOutputs(current, group, panel, firstImage * sizes.Tiles + first, count, products, aside);
    }
}
