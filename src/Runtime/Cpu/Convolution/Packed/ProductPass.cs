using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Packed;

/// <summary>Runs a <see cref="SampledProduct"/> from one buffer to another.</summary>
internal abstract unsafe class ProductPass : IDisposable
{
    /// <summary>Packs the weights for the widest vectors there are.</summary>
    public static ProductPass Create(SampledProduct product, float* weights, int allTaps, CpuMachine machine, SessionWorkers workers) => machine.TileWidth switch
    {
        16 => new ProductPass<Tile512>(product, weights, allTaps, machine, workers),
        8 => new ProductPass<Tile256>(product, weights, allTaps, machine, workers),
        _ => new ProductPass<Tile128>(product, weights, allTaps, machine, workers),
    };

    /// <summary>Computes all places of the grid; other places of the output stay as they are.</summary>
    /// <param name="from">What the product reads.</param>
    /// <param name="bias">One number for each channel of the output, or null.</param>
    /// <param name="to">What it writes.</param>
    public abstract void Run(float* from, float* bias, float* to);

    public abstract void Dispose();
}

/// <summary>
/// A matrix product C = A·B: A are the packed weights, B has a row for each channel and tap and a column for each place of the grid. B is never
/// made as a whole: a task takes some places and some outputs, packs a block of B for its places that fits into the second-level cache,
/// runs all strips of A over it, and goes on with the next block down the depth.
/// </summary>
internal sealed unsafe class ProductPass<TVector> : ProductPass
    where TVector : struct, ITileVector<TVector>
{
    private const int DeepestBlock = 512;
    private const int LeastOutputsOfTask = 64;

    // 192·512 floats are 3/8 of 1 MB; every width of tile divides it.
    private const int MostPlacesOfBlock = 192;

    private readonly SampledProduct product;
    private readonly SessionWorkers workers;
    private readonly WorkerScratch scratch;
    private readonly PackedWeights weights;
    private readonly Action<int, int> run;
    private readonly CpuBuffer zeroBias;
    private readonly int blocks;
    private readonly int placesOfBlock;
    private readonly int depthOfBlock;
    private readonly int stripsOfTask;
    private readonly int tasksOfBlock;
    private float* from;
    private float* bias;
    private float* to;

    public ProductPass(SampledProduct product, float* weights, int allTaps, CpuMachine machine, SessionWorkers workers)
    {
        this.product = product;
        (this.workers, scratch) = (workers, machine.Scratch);
        this.weights = new PackedWeights(product, weights, allTaps, Tile<TVector>.TileRows, workers);
        zeroBias = new CpuBuffer([product.To.Channels]);
        run = RunTask;

        // Blocks of about the same size: one of a few places would read all weights for little.
        int least = (product.Places + MostPlacesOfBlock - 1) / MostPlacesOfBlock, wide = Tile<TVector>.WideColumns;
        placesOfBlock = Math.Max(1, (product.Places + least * wide - 1) / Math.Max(1, least * wide)) * wide;
        blocks = (product.Places + placesOfBlock - 1) / placesOfBlock;
        int depths = Math.Max(1, (product.Depth + DeepestBlock - 1) / DeepestBlock);
        depthOfBlock = (product.Depth + depths - 1) / depths;
        // With few places the outputs are shared out too, though every share packs the same block.
        int tasks = product.From.BatchSize * product.Group * blocks, strips = this.weights.StripsOfGroup;
        int shares = Math.Clamp((4 * workers.Threads + tasks - 1) / Math.Max(tasks, 1), 1, Math.Max(1, product.Outputs / LeastOutputsOfTask));
        stripsOfTask = (strips + shares - 1) / shares;
        tasksOfBlock = (strips + stripsOfTask - 1) / stripsOfTask;
    }

    public override void Run(float* from, float* bias, float* to)
    {
        this.from = from;
        this.bias = bias is null ? zeroBias.Pointer : bias;
        this.to = to;
        workers.For(product.From.BatchSize * product.Group * blocks * tasksOfBlock, run);
    }

    public override void Dispose()
    {
        weights.Dispose();
        zeroBias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTask(int task, int worker)
    {
        int share = task % tasksOfBlock, block = task / tasksOfBlock % blocks, groups = task / tasksOfBlock / blocks;
        int group = groups % product.Group, image = groups / product.Group;
        int firstPlace = block * placesOfBlock, places = Math.Min(placesOfBlock, product.Places - firstPlace);
        int firstStrip = share * stripsOfTask, lastStrip = Math.Min(firstStrip + stripsOfTask, weights.StripsOfGroup);

        float* row = scratch.Of(worker), tile = row + MostPlacesOfBlock, packed = tile + 8 * Tile<TVector>.WideColumns;
        var packing = new PlacePacking<TVector>(product, firstPlace, places, row);
        int depth = 0;
        do
        {
            int steps = Math.Min(depthOfBlock, product.Depth - depth);
            packing.Pack(from + ((nint)image * product.From.Channels + group * (product.From.Channels / product.Group)) * product.From.CountFrom(2), depth, steps, packed);
            for (int strip = firstStrip; strip < lastStrip; strip++)
                RunStrip(image, group, strip, depth, steps, firstPlace, places, packed, tile);
            depth += steps;
        }
        while (depth < product.Depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStrip(int image, int group, int strip, int depth, int steps, int firstPlace, int places, float* packed, float* tile)
    {
        int tileRows = Tile<TVector>.TileRows, output = strip * tileRows, outputs = Math.Min(tileRows, product.Outputs - output);
        int channel = group * product.Outputs + output;
        nint plane = product.To.CountFrom(2);
        float* a = weights.At(group, strip, depth), c = to + ((nint)image * product.To.Channels + channel) * plane;
        bool isDense = product.Rows.WriteStride == 1 && product.Columns.WriteStride == 1, isFirst = depth == 0;
        float* rowBias = stackalloc float[8];
        for (int row = 0; row < tileRows; row++)
            rowBias[row] = isFirst && row < outputs ? bias[channel + row] : 0;
        for (int column = 0; column < places;)
        {
            bool wide = places - column > 2 * TVector.Width;
            int columns = wide ? Tile<TVector>.WideColumns : TVector.Width, used = Math.Min(columns, places - column);
            float* b = packed + (nint)column * steps;
            if (isDense && outputs == tileRows && used == columns)
            {
                Tile<TVector>.Multiply(a, b, wide, steps, c + firstPlace + column, plane, isFirst ? rowBias : null);
            }
            else
            {
                // A tile that is cut by an edge, or whose places do not lie side by side, is computed aside.
                Tile<TVector>.Multiply(a, b, wide, steps, tile, columns, rowBias);
                for (int row = 0; row < outputs; row++)
                    PutAside(tile + row * columns, c + row * plane, firstPlace + column, used, isFirst);
            }
            column += columns;
        }
    }

    private void PutAside(float* values, float* plane, int firstPlace, int count, bool isFirst)
    {
        (int columns, int width) = (product.Columns.Count, product.To.Width);
        int y = firstPlace / columns, x = firstPlace % columns;
        for (int i = 0; i < count; i++)
        {
            float* to = plane + (nint)(product.Rows.WriteStart + y * product.Rows.WriteStride) * width + product.Columns.WriteStart + x * product.Columns.WriteStride;
            *to = isFirst ? values[i] : *to + values[i];
            if (++x == columns)
                (x, y) = (0, y + 1);
        }
    }
}
