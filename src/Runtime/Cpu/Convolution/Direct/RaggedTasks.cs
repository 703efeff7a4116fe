using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// Shares out a product whose groups cut through blocks. A task has some tiles of an image and a unit of groups that together fill
/// whole blocks. The sums of a unit's groups are put side by side, each over the lanes that the group before it has beyond its
/// outputs. Then the epilogue takes them vector by vector.
/// </summary>
internal sealed unsafe class RaggedTasks<TVector> : IProductTasks
    where TVector : struct, ITileVector<TVector>
{
    // What the tiles of a task read should stay in a second-level cache.
    private const long InputFloatsOfTask = 1 << 16;
    private const int TasksOfThread = 10;

    private readonly DirectProduct<TVector> product;
    private readonly Workspace workspace;
    private readonly Action<int, int> run;
    private readonly int number;
    private readonly nint sumsOffset;
    private readonly int groupsOfUnit;
    private readonly int units;
    private readonly int sumStep;
    private readonly int tiles;
    private readonly int tilesOfTask;
    private readonly int tileTasks;
    private ConvolutionRun current;
    private float* from;
    private float* allSums;
    private nint imageStride;

    /// <param name="product">The product.</param>
    /// <param name="number">Number of images.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="workspace">Where sums are.</param>
    /// <param name="sumsOffset">From where on.</param>
    public RaggedTasks(DirectProduct<TVector> product, int number, int threads, Workspace workspace, nint sumsOffset)
    {
        (this.product, this.number, this.workspace, this.sumsOffset) = (product, number, workspace, sumsOffset);
        run = RunTask;
        SampledProduct sizes = product.Product;
        groupsOfUnit = Math.Min(sizes.Group, BlockedView.GroupsOfWholeBlocks(sizes.Outputs));
        units = (sizes.Group + groupsOfUnit - 1) / groupsOfUnit;
        sumStep = BlockedView.BlocksOf((groupsOfUnit - 1) * sizes.Outputs + product.Weights.Panels.Padded) * BlockedView.Lanes;
        SumFloats = product.Tiles.Max(tile => tile.Length) * sumStep;
        workspace.Reserve(sumsOffset + (long)threads * SumFloats);

        tiles = product.Lines * product.Tiles.Length;
        long floatsOfTile = Math.Max(1, (long)groupsOfUnit * sizes.Channels * sizes.Columns.ReadStride * product.Tiles[0].Length);
        int most = (int)Math.Clamp(InputFloatsOfTask / floatsOfTile, 1, tiles), outer = number * units;
        int wanted = threads > 1 ? TasksOfThread * threads : 1;
        tileTasks = Math.Clamp((wanted + outer - 1) / outer, (tiles + most - 1) / most, tiles);
        tilesOfTask = (tiles + tileTasks - 1) / tileTasks;
        tileTasks = (tiles + tilesOfTask - 1) / tilesOfTask;
    }

    private int SumFloats { get; }

    public void Run(in ConvolutionRun run, float* from, nint imageStride)
    {
        current = run;
        this.from = from;
        this.imageStride = imageStride;
        allSums = workspace.Pointer + sumsOffset;
        workspace.Workers.For(number * units * tileTasks, this.run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTask(int task, int worker)
    {
        int tileTask = task % tileTasks, unit = task / tileTasks % units, image = task / tileTasks / units;
        int outputs = product.Product.Outputs, first = unit * groupsOfUnit, end = Math.Min(first + groupsOfUnit, product.Product.Group);
        Panels panels = product.Weights.Panels;
        float* x = from + image * imageStride, sums = allSums + (nint)worker * SumFloats;
        // Beyond the last channel nothing is written.
        new Span<float>(sums, SumFloats).Clear();
        if (tileTask == 0)
        {
            foreach (WrittenPositions written in product.Border)
                Finish(image, unit, sums, 0, written.Count, written.Position);
        }
        int line = tileTask * tilesOfTask / product.Tiles.Length, index = tileTask * tilesOfTask % product.Tiles.Length;
        int lastTile = Math.Min((tileTask + 1) * tilesOfTask, tiles);
        for (int tile = tileTask * tilesOfTask; tile < lastTile; tile++)
        {
            PositionTile positions = product.Tiles[index];
            float* start = x + line * product.LineStep + positions.Start * product.PositionStep;
            for (int group = first; group < end; group++)
            {
                DirectTable table = product.TableOf(group);
                float* read = start + product.OffsetOf(group), to = sums + (group - first) * outputs;
                for (int panel = 0; panel < panels.Count; panel++)
                {
                    float* weights = product.Weights.At(group, panel);
                    product.Multiply(table, positions, read, weights, panels.WidthOf(panel), to + panel * panels.Widest, sumStep);
                }
            }
            foreach (WrittenPositions written in product.Written[index])
                Finish(
                    image, unit, sums + (nint)written.First * sumStep, sumStep, written.Count,
                    written.Position + line * product.LineWriteStep);
            if (++index == product.Tiles.Length)
                (index, line) = (0, line + 1);
        }
    }

    private void Finish(int image, int unit, float* sums, nint stride, int positions, nint position)
    {
        int outputs = product.Product.Outputs, channel = unit * groupsOfUnit * outputs, widest = 2 * TVector.Width;
        int width = BlockedView.BlocksOf(Math.Min(groupsOfUnit * outputs, product.Product.To.Channels - channel)) * BlockedView.Lanes;
        EpilogueKind kind = current.Epilogue.Kind;
        nint step = product.Product.Columns.WriteStride;
        for (int at = 0; at < width; at += widest)
            EpilogueLoops<TVector>.Panel(
                current, kind, image, channel + at, Math.Min(widest, width - at), sums + at, stride, positions, position, step);
    }
}
