using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Kernels;

/// <summary>A layer with random values and weights, ready to run in one direction.</summary>
public sealed unsafe class BoundLayer : IDisposable
{
    private readonly CpuDevice device;
    private readonly Workspace workspace;
    private readonly LargeMemory from;
    private readonly LargeMemory to;
    private readonly LargeMemory bias;
    private readonly ConvolutionKernel kernel;
    private readonly ConvolutionPass pass;
    private readonly ConvolutionRun run;

    public BoundLayer(LayerSizes layer, bool isBackward, int number, int threads, int width = 0, Accuracy accuracy = Accuracy.Fast)
    {
        device = width == 0 ? new CpuDevice(CpuKernels.Simd, threads) : new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
        workspace = new Workspace(new SessionWorkers(device.Workers));
        Correlation sizes = layer.Sizes(number);
        using LargeMemory weights = Random(sizes.Map.Channels * (sizes.Image.Channels / sizes.Group) * sizes.Taps);
        kernel = isBackward
            ? ConvolutionStrategy.BackwardData(sizes, weights.Pointer, null, accuracy, device)
            : ConvolutionStrategy.Forward(sizes, weights.Pointer, null, layer.Planar, accuracy, device);
        pass = kernel.Bind(workspace, number);
        (Shape read, Shape written) = isBackward ? (sizes.Map, sizes.Image) : (sizes.Image, sizes.Map);
        from = Random(number * (long)BlockedView.FloatsOf(read.Channels, read.Height, read.Width));
        to = Random(number * (long)BlockedView.FloatsOf(written.Channels, written.Height, written.Width));
        bias = Random(BlockedView.BlocksOf(written.Channels) * BlockedView.Lanes);
        run = new ConvolutionRun { From = View(from, read), To = View(to, written), PlanarFrom = from.Pointer };
        run.Epilogue.Bias = isBackward ? null : bias.Pointer;
        run.Epilogue.Rectifier = isBackward ? Rectifier.None : Rectifier.ReLU;
    }

    public string Algorithm => kernel.Algorithm;

    public long PackedBytes => kernel.PackedBytes;

    public void Run() => pass.Run(run);

    public void Dispose()
    {
        kernel.Dispose();
        workspace.Dispose();
        from.Dispose();
        to.Dispose();
        bias.Dispose();
        device.Dispose();
    }

    private static BlockedView View(LargeMemory memory, Shape shape) =>
        new(
            memory.Pointer, BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width),
            shape.BatchSize, shape.Channels, shape.Height, shape.Width);

    private static LargeMemory Random(long floats)
    {
        var memory = new LargeMemory(floats);
        var random = new Random(1);
        for (long i = 0; i < floats; i++)
            memory.Pointer[i] = random.NextSingle() * 2 - 1;
        return memory;
    }
}
