using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// All three steps on a few tiles at a time, whose factors stay in a thread's second-level cache. It is for large images of few
/// channels, where the factors of a whole layer would go to memory and back.
/// </summary>
internal sealed unsafe class WinogradFusedPass<TVector> : ConvolutionPass
    where TVector : struct, ITileVector<TVector>
{
    // Of the largest tiles of products.
    private static int MostTiles => TVector.RegisterCount == 32 ? 28 : 48;

    // What it costs to read the weights again, in tiles.
    private const double WeightsOfTask = 1;

    private readonly WinogradSizes sizes;
    private readonly WinogradWeights<TVector> weights;
    private readonly WinogradTiles<TVector> steps;
    private readonly Workspace workspace;
    private readonly CpuMachine machine;
    private readonly Action<int, int> runTask;
    private readonly TileRun[][] covers;
    private readonly int blocks;
    private readonly int tiles;
    private readonly int tilesOfTask;
    private readonly int tasks;
    private readonly int factorFloats;
    private ConvolutionRun current;

    public WinogradFusedPass(WinogradSizes sizes, WinogradWeights<TVector> weights, Workspace workspace, int number, CpuMachine machine)
    {
        (this.sizes, this.weights, this.workspace, this.machine) = (sizes, weights, workspace, machine);
        blocks = BlockedView.BlocksOf(sizes.Channels);
        tiles = number * sizes.Tiles;
        tilesOfTask = TilesOfTask(tiles, MostTilesFor(sizes.Channels), machine.Workers.Threads);
        tasks = (tiles + tilesOfTask - 1) / tilesOfTask;
        nint block = (tilesOfTask + WinogradTiles<TVector>.Slack) * BlockedView.Lanes;
        nint plane = blocks * block + BlockedView.Lanes;
        factorFloats = (int)plane * WinogradTransform<TVector>.Products;
        steps = new WinogradTiles<TVector>(sizes, sizes.Channels, plane, block);
        TileSize[] tileSizes = PositionTiles.OfProducts(TVector.RegisterCount == 32);
        covers = [PositionTiles.Overhang(tilesOfTask, tileSizes), PositionTiles.Overhang(tiles - (tasks - 1) * tilesOfTask, tileSizes)];
        runTask = RunTask;
    }

    /// <summary>Whether so many channels fit into a thread's scratch.</summary>
    public static bool Fits(int channels) => MostTilesFor(channels) >= MostTiles / 2;

    public override void Run(in ConvolutionRun run)
    {
        current = run;
        workspace.Workers.For(sizes.Product.Group * tasks, runTask);
    }

    // As many as fit, unless the last task would keep the other threads waiting for long.
    private static int TilesOfTask(int tiles, int most, int threads)
    {
        TileSize[] sizes = PositionTiles.OfProducts(TVector.RegisterCount == 32);
        (double Time, int Tiles) best = (double.PositiveInfinity, 0);
        for (int each = Math.Min(most, tiles); each >= Math.Min(most / 4, tiles); each--)
        {
            double time = LoopTime.InTasks((tiles + each - 1) / each, threads)
                * (WeightsOfTask + PositionTiles.Cost(PositionTiles.Overhang(each, sizes), sizes));
            if (time < best.Time)
                best = (time, each);
        }
        return best.Tiles;
    }

    private static int MostTilesFor(int channels)
    {
        for (int tiles = MostTiles; tiles > 0; tiles -= MostTiles / 2)
        {
            long factors = (BlockedView.BlocksOf(channels) * (tiles + WinogradTiles<TVector>.Slack) + 1)
                * (long)BlockedView.Lanes * WinogradTransform<TVector>.Products;
            long products = WinogradTiles<TVector>.ProductFloats(tiles + WinogradTiles<TVector>.Slack);
            if (factors + products + WinogradTiles<TVector>.ScratchFloats <= WorkerScratch.Floats)
                return tiles;
        }
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTask(int task, int worker)
    {
        int first = task % tasks * tilesOfTask, count = Math.Min(tilesOfTask, tiles - first), group = task / tasks;
        float* scratch = machine.Scratch.Of(worker), factors = scratch + WinogradTiles<TVector>.ScratchFloats;
        float* products = factors + factorFloats;
        steps.ToFactors(current, group * blocks, blocks, first, count, factors, scratch);
        TileRun[] cover = covers[count == tilesOfTask ? 0 : 1];
        for (int panel = 0; panel < weights.Panels.Count; panel++)
        {
            float* factorsOfWeights = weights.Transformed(group, panel, out nint weightPlane);
            steps.Multiply(
                sizes.Channels, weights.Panels.WidthOf(panel), factors, factorsOfWeights, weightPlane, cover, products, add: false,
                ahead: null, linesAhead: 0);
            steps.ToOutputs(current, group, panel, first, count, products, scratch);
        }
    }
}
