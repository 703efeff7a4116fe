using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// First the factors of all tiles, then, panel by panel, their products and outputs. It is for many channels, whose weights are the
/// larger part and should be read once. With few tiles, reading four times the weights from memory takes longer than multiplying:
/// then weights are kept as they are, and transformed, some channels at a time, in a thread's second-level cache.
/// </summary>
internal sealed unsafe class WinogradStagedPass<TVector> : ConvolutionPass
    where TVector : struct, ITileVector<TVector>
{
    private const int MostTilesOfTask = 100;
    private const long MostFactorFloats = 8 << 20;
    private const int InputTasksOfThread = 10;

    // Channels whose weights are transformed at once: with more they leave the cache, with fewer sums are fetched and put back more often.
    private const int ChannelsOfPiece = 128;

    // What the weights of a task cost, to read or to transform, in tiles.
    private const double ReadWeights = 1, TransformedWeights = 4;

    private readonly WinogradSizes sizes;
    private readonly WinogradWeights<TVector> weights;
    private readonly WinogradTiles<TVector> steps;
    private readonly Workspace workspace;
    private readonly CpuMachine machine;
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
    private int linesNow;
    private int linesOfTask;

    public WinogradStagedPass(WinogradSizes sizes, WinogradWeights<TVector> weights, Workspace workspace, int number, CpuMachine machine)
    {
        (this.sizes, this.weights, this.workspace, this.number, this.machine) = (sizes, weights, workspace, number, machine);
        allBlocks = BlockedView.BlocksOf(sizes.Product.From.Channels);
        long floatsOfImage = (long)WinogradTransform<TVector>.Products * allBlocks * sizes.Tiles * BlockedView.Lanes;
        imagesAtOnce = (int)Math.Clamp(MostFactorFloats / floatsOfImage, 1, Math.Max(1, number));
        int tiles = imagesAtOnce * sizes.Tiles;
        block = (nint)tiles * BlockedView.Lanes;
        plane = allBlocks * block + BlockedView.Lanes;
        workspace.Reserve(plane * WinogradTransform<TVector>.Products + WinogradTiles<TVector>.Slack * BlockedView.Lanes);

        TileSize[] tileSizes = PositionTiles.OfProducts(TVector.RegisterCount == 32);
        tilesOfTask = TilesOfTask(tiles, tileSizes);
        covers = new TileRun[tilesOfTask + 1][];
        for (int count = 0; count < covers.Length; count++)
            covers[count] = PositionTiles.Overhang(count, tileSizes);
        steps = new WinogradTiles<TVector>(sizes, weights.IsTransformed ? sizes.Channels : ChannelsOfPiece, plane, block);
        (toFactors, toOutputs) = (LinesToFactors, PanelToOutputs);
    }

    public override void Run(in ConvolutionRun run)
    {
        current = run;
        allFactors = workspace.Pointer;
        for (firstImage = 0; firstImage < number; firstImage += imagesAtOnce)
        {
            int images = Math.Min(imagesAtOnce, number - firstImage);
            tilesNow = images * sizes.Tiles;
            linesNow = images * allBlocks * sizes.TileRows;
            linesOfTask = Math.Max(1, linesNow / (InputTasksOfThread * machine.Workers.Threads));
            workspace.Workers.For((linesNow + linesOfTask - 1) / linesOfTask, toFactors);
            workspace.Workers.For(sizes.Product.Group * weights.Panels.Count * Chunks, toOutputs);
        }
    }

    private int Chunks => (tilesNow + tilesOfTask - 1) / tilesOfTask;

    // As many as may be, unless there are too few tasks for the threads.
    private int TilesOfTask(int tiles, TileSize[] tileSizes)
    {
        int panels = sizes.Product.Group * weights.Panels.Count;
        double weightTiles = weights.IsTransformed ? ReadWeights : TransformedWeights;
        (double Time, int Tiles) best = (double.PositiveInfinity, 0);
        for (int each = Math.Min(MostTilesOfTask, tiles); each >= Math.Min(tileSizes[0].Positions, tiles); each--)
        {
            double one = weightTiles + PositionTiles.Cost(PositionTiles.Overhang(each, tileSizes), tileSizes);
            double time = one * LoopTime.InTasks(panels * ((tiles + each - 1) / each), machine.Workers.Threads);
            if (time < best.Time)
                best = (time, each);
        }
        return best.Tiles;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LinesToFactors(int task, int worker)
    {
        for (int line = task * linesOfTask; line < Math.Min((task + 1) * linesOfTask, linesNow); line++)
        {
            int row = line % sizes.TileRows, plane = line / sizes.TileRows, channels = plane % allBlocks, image = plane / allBlocks;
            int tile = image * sizes.Tiles + row * sizes.TileColumns;
            float* to = allFactors + channels * block + tile * BlockedView.Lanes;
            steps.ToFactors(current, channels, 1, firstImage * sizes.Tiles + tile, sizes.TileColumns, to, machine.Scratch.Of(worker));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PanelToOutputs(int task, int worker)
    {
        int first = task % Chunks * tilesOfTask, count = Math.Min(tilesOfTask, tilesNow - first);
        int panel = task / Chunks % weights.Panels.Count, group = task / Chunks / weights.Panels.Count;
        float* scratch = machine.Scratch.Of(worker), products = scratch + WinogradTiles<TVector>.ScratchFloats;
        float* factors = allFactors + (nint)group * BlockedView.BlocksOf(sizes.Channels) * block + first * BlockedView.Lanes;
        if (weights.IsTransformed)
        {
            float* factorsOfWeights = weights.Transformed(group, panel, out nint weightPlane);
            steps.Multiply(
                sizes.Channels, weights.Panels.WidthOf(panel), factors, factorsOfWeights, weightPlane, covers[count], products, add: false,
                ahead: null, linesAhead: 0);
        }
        else
        {
            MultiplyInPieces(group, panel, factors, covers[count], products);
        }
        steps.ToOutputs(current, group, panel, firstImage * sizes.Tiles + first, count, products, scratch);
    }

    private void MultiplyInPieces(int group, int panel, float* factors, TileRun[] cover, float* products)
    {
        int width = weights.Panels.WidthOf(panel);
        // Not a multiple of a page, or all factors of a weight would meet in the same lines of a cache.
        nint weightPlane = ChannelsOfPiece * width + BlockedView.Lanes;
        float* transformed = products + WinogradTiles<TVector>.ProductFloats(MostTilesOfTask + WinogradTiles<TVector>.Slack);
        for (int channel = 0; channel < sizes.Channels; channel += ChannelsOfPiece)
        {
            int channels = Math.Min(ChannelsOfPiece, sizes.Channels - channel);
            WinogradWeights<TVector>.Transform(weights.AsTheyAre(group, panel, channel), width, channels, transformed, weightPlane);
            // A quarter of what 36 products of all taps are: nine taps.
            float* next = weights.AsTheyAre(group, panel, channel + channels);
            int linesAhead = channels * width / (4 * BlockedView.Lanes);
            steps.Multiply(
                channels, width, factors + channel / BlockedView.Lanes * block, transformed, weightPlane, cover, products,
                channel > 0, next, linesAhead);
        }
    }
}
