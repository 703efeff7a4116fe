using System.Diagnostics;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Packed;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Kernels;

/// <summary>Times the two ways to run a convolution or deconvolution, in turns: the packed product of plain values, and the kernels of blocked ones.</summary>
internal sealed unsafe class PathComparison : IDisposable
{
    private readonly CpuDevice device;
    private readonly SessionWorkers workers;
    private readonly Workspace workspace;
    private readonly LayoutConversion conversion;
    private readonly LargeMemory weights, plainFrom, plainTo, blockedFrom, blockedTo;
    private readonly BlockedView from, to;
    private readonly ProductPass[] packed;
    private readonly ConvolutionKernel kernel;
    private readonly ConvolutionPass pass;
    private readonly double packedLoad, blockedLoad;

    public PathComparison(Correlation sizes, bool toImages, int threads, int width)
    {
        device = width == 0 ? new CpuDevice(CpuKernels.Simd, threads) : new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
        workers = new SessionWorkers(device.Workers);
        workspace = new Workspace(workers);
        conversion = new LayoutConversion(workers);
        weights = Random((long)sizes.Map.Channels * (sizes.Image.Channels / sizes.Group) * sizes.Taps);
        (Shape read, Shape written) = toImages ? (sizes.Map, sizes.Image) : (sizes.Image, sizes.Map);
        plainFrom = Random(read.Count);
        plainTo = Random(written.Count);
        blockedFrom = Random(read.BatchSize * (long)BlockedView.FloatsOf(read.Channels, read.Height, read.Width));
        blockedTo = Random(written.BatchSize * (long)BlockedView.FloatsOf(written.Channels, written.Height, written.Width));
        (from, to) = (View(blockedFrom, read), View(blockedTo, written));
        conversion.ToBlocked(plainFrom.Pointer, from);
        long start = Stopwatch.GetTimestamp();
        packed = toImages
            ? [.. sizes.ToImages().Select(product => ProductPass.Create(product, weights.Pointer, sizes.Taps, device, workers))]
            : [ProductPass.Create(sizes.ToMaps(), weights.Pointer, sizes.Taps, device, workers)];
        packedLoad = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        kernel = toImages
            ? ConvolutionStrategy.BackwardData(sizes, weights.Pointer, null, Accuracy.Fast, device)
            : ConvolutionStrategy.Forward(sizes, weights.Pointer, null, planarInput: false, Accuracy.Fast, device);
        pass = kernel.Bind(workspace, read.BatchSize);
        blockedLoad = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>A row of the table.</summary>
    public string Run(int milliseconds)
    {
        Action[] parts = [RunPacked, RunBlocked, () => conversion.ToPlain(from, plainFrom.Pointer), () => conversion.ToBlocked(plainTo.Pointer, to), () => conversion.ToBlocked(plainFrom.Pointer, from), () => conversion.ToPlain(to, plainTo.Pointer)];
        List<double>[] times = [.. parts.Select(_ => new List<double>())];
        var all = Stopwatch.StartNew();
        for (int i = 0; i < 20 || all.ElapsedMilliseconds < milliseconds; i++)
        {
            for (int part = 0; part < parts.Length; part++)
            {
                long start = Stopwatch.GetTimestamp();
                parts[part]();
                times[part].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        RunPacked();
        RunBlocked();
        double least(int part) => times[part].Min();
        double median(int part) { times[part].Sort(); return times[part][times[part].Count / 2]; }
        string ratio(Func<int, double> time) => $"{time(0):f3} | {time(1):f3} | {time(1) / time(0):f2} | {time(0) + time(2) + time(3):f3} | {time(1) / (time(0) + time(2) + time(3)):f2} | {(time(1) + time(4) + time(5)) / time(0):f2}";
        return $"{ratio(least)} | {ratio(median)} | {times[0].Count} | {Difference():e1} | {packedLoad:f1} | {blockedLoad:f1} | {kernel.Algorithm}";
    }

    public void Dispose()
    {
        foreach (ProductPass product in packed)
            product.Dispose();
        kernel.Dispose();
        workspace.Dispose();
        foreach (LargeMemory memory in new[] { weights, plainFrom, plainTo, blockedFrom, blockedTo })
            memory.Dispose();
        device.Dispose();
    }

    private void RunPacked()
    {
        foreach (ProductPass product in packed)
            product.Run(plainFrom.Pointer, null, plainTo.Pointer);
    }

    private void RunBlocked() => pass.Run(new ConvolutionRun { From = from, To = to });

    private double Difference()
    {
        int count = to.Number * to.Channels * (int)to.Positions;
        using var other = new LargeMemory(count);
        conversion.ToPlain(to, other.Pointer);
        double most = 0;
        for (int i = 0; i < count; i++)
            most = Math.Max(most, Math.Abs(other.Pointer[i] - plainTo.Pointer[i]));
        return most;
    }

    private static BlockedView View(LargeMemory memory, Shape shape) =>
        new(memory.Pointer, BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width), shape.BatchSize, shape.Channels, shape.Height, shape.Width);

    private static LargeMemory Random(long floats)
    {
        var memory = new LargeMemory(floats);
        var random = new Random(1);
        for (long i = 0; i < floats; i++)
            memory.Pointer[i] = random.NextSingle() * 2 - 1;
        return memory;
    }
}

/// <summary>What is compared.</summary>
internal static class ComparedLayers
{
    public static readonly (string Name, bool IsDeconvolution, Correlation Sizes)[] All =
    [
        Deconvolution("FCN-32s upscore", 21, 16, 21, 64, 32),
        Deconvolution("FCN-8s upscore8", 21, 70, 21, 16, 8),
        Deconvolution("FCN-8s upscore2", 21, 16, 21, 4, 2),
        Deconvolution("4×4 s2", 256, 28, 256, 4, 2, pad: 1),
        Deconvolution("4×4 s2 deep", 512, 7, 256, 4, 2, pad: 1),
        Deconvolution("bilinear", 21, 35, 21, 4, 2, pad: 1, group: 21),
        Deconvolution("bilinear 16×16", 21, 35, 21, 16, 8, pad: 4, group: 21),
        Deconvolution("bilinear 64×64", 21, 16, 21, 64, 32, group: 21),
        Deconvolution("DCGAN last", 64, 32, 3, 4, 2, pad: 1),
        Deconvolution("2×2 s2", 64, 64, 32, 2, 2),
        Deconvolution("3×3 s1", 64, 56, 64, 3, 1, pad: 1),
        Deconvolution("odd", 5, 20, 7, 3, 2),
        Convolution("ResNeXt 32×4d conv2", 128, 56, 128, 3, 1, 1, 32),
        Convolution("ResNeXt 32×4d conv3", 256, 28, 256, 3, 1, 1, 32),
        Convolution("ResNeXt 32×4d conv3_1", 256, 56, 256, 3, 2, 1, 32),
        Convolution("ResNeXt 32×4d conv4", 512, 14, 512, 3, 1, 1, 32),
        Convolution("ShuffleNet g3 1a", 24, 56, 60, 1, 1, 0, 3),
        Convolution("ShuffleNet g3 2", 240, 28, 60, 1, 1, 0, 3),
        Convolution("ShuffleNet g3 2c", 60, 28, 240, 1, 1, 0, 3),
        Convolution("ShuffleNet g3 3", 480, 14, 120, 1, 1, 0, 3),
        Convolution("ShuffleNet g8", 384, 28, 96, 1, 1, 0, 8),
        Convolution("AlexNet conv2", 96, 27, 256, 5, 1, 2, 2),
        Convolution("half AlexNet conv2", 48, 27, 120, 5, 1, 2, 2),
        Convolution("odd", 6, 20, 9, 3, 1, 1, 3),
        Convolution("odd 2", 30, 28, 42, 3, 2, 1, 2),
        Convolution("multiplier", 24, 28, 48, 3, 1, 1, 24),
    ];

    private static (string Name, bool IsDeconvolution, Correlation Sizes) Convolution(string name, int channels, int size, int outputs, int kernel, int stride, int pad, int group)
    {
        int map = (size + 2 * pad - kernel) / stride + 1;
        return (name, false, new([1, channels, size, size], [1, outputs, map, map], kernel, kernel, stride, stride, pad, pad, 1, 1, group));
    }

    private static (string Name, bool IsDeconvolution, Correlation Sizes) Deconvolution(string name, int channels, int size, int outputs, int kernel, int stride, int pad = 0, int group = 1)
    {
        int image = (size - 1) * stride + kernel - 2 * pad;
        return (name, true, new([1, outputs, image, image], [1, channels, size, size], kernel, kernel, stride, stride, pad, pad, 1, 1, group));
    }
}
