using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// All three steps for some panels and tiles at a time, channels by the piece, with weights that are transformed while it runs: for few tiles, where reading
/// four times the weights from memory would take longer than the products. What a task works on stays in a thread's second-level cache; inputs are
/// transformed again for each set of panels, and weights for each set of tiles, which costs less than to carry either to memory and back.
/// </summary>
internal sealed unsafe class WinogradPiecewisePass<TVector> : ConvolutionPass
    where TVector : struct, ITileVector<TVector>
{
    private const int Products = WinogradTransform<TVector>.Products;
    private const int Lanes = BlockedView.Lanes;

    private static readonly int channelsOfPiece = WinogradPieces.Channels<TVector>();

    private readonly WinogradSizes sizes;
    private readonly WinogradWeights<TVector> weights;
    private readonly WinogradTiles<TVector> steps;
    private readonly CpuDevice device;
    private readonly Action<int, int> runTask;
    private readonly TileRun[][] covers;
    private readonly WinogradPieces pieces;
    private readonly int tiles;
    private readonly int chunks;
    private readonly nint plane;
    private ConvolutionRun current;

    public WinogradPiecewisePass(WinogradSizes sizes, WinogradWeights<TVector> weights, int number, CpuDevice device)
    {
        (this.sizes, this.weights, this.device) = (sizes, weights, device);
        tiles = number * sizes.Tiles;
        pieces = WinogradPieces.For<TVector>(sizes, tiles, device.Workers.Threads);
        chunks = (tiles + pieces.Tiles - 1) / pieces.Tiles;
        plane = WinogradPieces.FactorPlane<TVector>(pieces.Padded);
        steps = new WinogradTiles<TVector>(sizes, channelsOfPiece, plane, WinogradPieces.FactorBlock(pieces.Padded));
        covers = [.. new[] { pieces.Tiles, tiles - (chunks - 1) * pieces.Tiles }.Select(count => PlaceTiles.Overhang(count, PlaceTiles.OfProducts(TVector.TileRows == 8)))];
        runTask = RunTask;
    }

    public override void Run(in ConvolutionRun run)
    {
        current = run;
        device.Workers.For(sizes.Product.Group * chunks * PanelTasks, runTask);
    }

    private int PanelTasks => (weights.Panels.Count + pieces.Panels - 1) / pieces.Panels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTask(int task, int worker)
    {
        int first = task % chunks * pieces.Tiles, count = Math.Min(pieces.Tiles, tiles - first);
        int firstPanel = task / chunks % PanelTasks * pieces.Panels, endPanel = Math.Min(firstPanel + pieces.Panels, weights.Panels.Count), group = task / chunks / PanelTasks;
        TileRun[] cover = covers[count == pieces.Tiles ? 0 : 1];
        float* aside = device.Scratch.Of(worker), factors = aside + WinogradTiles<TVector>.AsideFloats;
        float* transformed = factors + plane * Products, products = transformed + WinogradPieces.WeightPlane<TVector>(weights.Panels.Widest) * Products;
        int productFloats = WinogradTiles<TVector>.ProductFloats(pieces.Padded);
        for (int channel = 0; channel < sizes.Channels; channel += channelsOfPiece)
        {
            int channels = Math.Min(channelsOfPiece, sizes.Channels - channel);
            steps.ToFactors(current, (group * sizes.Channels + channel) / Lanes, BlockedView.BlocksOf(channels), first, count, factors, aside);
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int width = weights.Panels.WidthOf(panel), weightPlane = WinogradPieces.WeightPlane<TVector>(width);
                WinogradWeights<TVector>.Transform(weights.AsTheyAre(group, panel, channel), width, channels, transformed, weightPlane);
                float* next = panel + 1 < endPanel ? weights.AsTheyAre(group, panel + 1, channel) : weights.AsTheyAre(group, firstPanel, channel + channels);
                // A quarter of what 36 products of all taps are: nine taps.
                int linesAhead = channels * width / (4 * Lanes);
                steps.Multiply(channels, width, factors, transformed, weightPlane, cover, products + (panel - firstPanel) * productFloats, channel > 0, next, linesAhead);
            }
        }
        for (int panel = firstPanel; panel < endPanel; panel++)
            steps.ToOutputs(current, group, panel, first, count, products + (panel - firstPanel) * productFloats, aside);
    }
}
