using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// Shares a <see cref="DirectProduct{TVector}"/> out among the threads. Each task has some tiles of an image and some panels of
/// outputs.
/// </summary>
internal sealed unsafe class DirectTasks<TVector> : IProductTasks
    where TVector : struct, ITileVector<TVector>
{
    // What the tiles of a task read should stay in a second-level cache while its panels go over it.
    private const long InputFloatsOfTask = 1 << 16;
    private const int TasksOfThread = 10;

    private readonly DirectProduct<TVector> product;
    private readonly CpuMachine machine;
    private readonly SessionWorkers workers;
    private readonly Action<int, int> run;
    private readonly int number;
    private readonly int tiles;
    private readonly int tilesOfTask;
    private readonly int tileTasks;
    private readonly int panelsOfTask;
    private readonly int panelTasks;
    private ConvolutionRun current;
    private float* from;
    private nint imageStride;

    public DirectTasks(DirectProduct<TVector> product, int number, CpuMachine machine, SessionWorkers workers)
    {
        (this.product, this.number, this.machine, this.workers) = (product, number, machine, workers);
        run = RunTask;
        SampledProduct sizes = product.Product;
        tiles = product.Lines * product.Tiles.Length;
        long floatsOfTile = Math.Max(1, (long)sizes.From.Channels / sizes.Group * sizes.Columns.ReadStride * product.Tiles[0].Length);
        int most = (int)Math.Clamp(InputFloatsOfTask / floatsOfTile, 1, tiles);
        int panels = product.Weights.Panels.Count, outer = number * sizes.Group, wanted = TasksOfThread * machine.Workers.Threads;
        tileTasks = (tiles + most - 1) / most;
        panelTasks = 1;
        if (machine.Workers.Threads > 1)
        {
            // Sharing out panels reads the input again, sharing out tiles reads the weights again: the larger one is left in one piece.
            long inputs = (long)sizes.From.Channels * sizes.From.CountFrom(2), weights = (long)product.Weights.Depth * sizes.To.Channels;
            if (weights > inputs)
                panelTasks = Math.Clamp((wanted + outer * tileTasks - 1) / (outer * tileTasks), 1, panels);
            tileTasks = Math.Clamp((wanted + outer * panelTasks - 1) / (outer * panelTasks), tileTasks, tiles);
            panelTasks = Math.Clamp((wanted + outer * tileTasks - 1) / (outer * tileTasks), panelTasks, panels);
        }
        tilesOfTask = (tiles + tileTasks - 1) / tileTasks;
        tileTasks = (tiles + tilesOfTask - 1) / tilesOfTask;
        panelsOfTask = (panels + panelTasks - 1) / panelTasks;
        panelTasks = (panels + panelsOfTask - 1) / panelsOfTask;
    }

    public void Run(in ConvolutionRun run, float* from, nint imageStride)
    {
        current = run;
        this.from = from;
        this.imageStride = imageStride;
        workers.For(number * product.Product.Group * panelTasks * tileTasks, this.run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTask(int task, int worker)
    {
        int tileTask = task % tileTasks, panelTask = task / tileTasks % panelTasks, outer = task / tileTasks / panelTasks;
        int group = outer % product.Product.Group, image = outer / product.Product.Group;
        Panels panels = product.Weights.Panels;
        DirectTable table = product.TableOf(group);
        EpilogueKind kind = current.Epilogue.Kind;
        float* x = from + image * imageStride + product.OffsetOf(group), sums = machine.Scratch.Of(worker);
        int lastPanel = Math.Min((panelTask + 1) * panelsOfTask, panels.Count), lastTile = Math.Min((tileTask + 1) * tilesOfTask, tiles);
        for (int panel = panelTask * panelsOfTask; panel < lastPanel; panel++)
        {
            int width = panels.WidthOf(panel), channel = group * product.Product.Outputs + panel * panels.Widest;
            float* weights = product.Weights.At(group, panel);
            if (tileTask == 0)
                PutBorder(kind, image, channel, width, sums);
            int line = tileTask * tilesOfTask / product.Tiles.Length, index = tileTask * tilesOfTask % product.Tiles.Length;
            for (int tile = tileTask * tilesOfTask; tile < lastTile; tile++)
            {
                PositionTile positions = product.Tiles[index];
                product.Multiply(
                    table, positions, x + line * product.LineStep + positions.Start * product.PositionStep, weights, width, sums, width);
                foreach (WrittenPositions written in product.Written[index])
                {
                    nint position = written.Position + line * product.LineWriteStep;
                    EpilogueLoops<TVector>.Panel(
                        current, kind, image, channel, width, sums + written.First * width, width, written.Count, position,
                        product.Product.Columns.WriteStride);
                }
                if (++index == product.Tiles.Length)
                    (index, line) = (0, line + 1);
            }
        }
    }

    private void PutBorder(EpilogueKind kind, int image, int channel, int width, float* sums)
    {
        new Span<float>(sums, width).Clear();
        foreach (WrittenPositions written in product.Border)
            EpilogueLoops<TVector>.Panel(
                current, kind, image, channel, width, sums, 0, written.Count, written.Position, product.Product.Columns.WriteStride);
    }
}
