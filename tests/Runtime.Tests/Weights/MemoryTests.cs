using System.Diagnostics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Memory;
using CaffeSharpGen.Runtime.Tests;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>A large file is in memory once, as the mapping; these tests run alone, since they look at the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests : IDisposable
{
    private const int Layers = 4, Outputs = 1024, Inputs = 4096;
    private const long FileBytes = (long)Layers * Outputs * Inputs * sizeof(float);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NeitherWritingNorReadingCopiesTheWeights()
    {
        string path = folder.PathOf("large.caffemodel");
        var weights = new Tensor([Outputs, Inputs]);
        weights.Span.Fill(0.5f);
        LayerTensors[] layers = [.. Enumerable.Range(0, Layers).Select(i => new LayerTensors($"fc{i}", "InnerProduct", [weights]))];
        // What is allocated once for all, and what is loaded.
        CaffeModelWriter.Write(folder.PathOf("small.caffemodel"), "n", [new LayerTensors("a", "Bias", [new Tensor([1])])]);
        CaffeModel.Open(folder.PathOf("small.caffemodel")).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        CaffeModelWriter.Write(path, "large", layers);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.InRange(new FileInfo(path).Length, FileBytes, FileBytes + 1000);

        long privateBefore = PrivateBytes();
        before = GC.GetAllocatedBytesForCurrentThread();
        using CaffeModel model = CaffeModel.Open(path);
        double sum = 0;
        for (int i = 0; i < Layers; i++)
        {
            foreach (float value in model.Require($"fc{i}", 0, [Outputs, Inputs]).Span)
                sum += value;
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(FileBytes / sizeof(float) * 0.5, sum);
        Assert.True(PrivateBytes() - privateBefore < FileBytes / 2, $"private memory grew by {PrivateBytes() - privateBefore} bytes");
    }

    /// <summary>What the garbage collector does not see, it would never look for.</summary>
    [Fact]
    public void Copies_of_weights_are_counted_until_they_are_freed()
    {
        Settle();
        long before = NativeMemoryCount.InUse;
        using (new MemoryWeights([new LayerTensors("a", "Bias", [new Tensor([1 << 20]), new Tensor([3])])]))
            Assert.Equal(before + (4 << 20) + 12, NativeMemoryCount.InUse);
        Assert.Equal(before, NativeMemoryCount.InUse);

        // Doubles are converted, floats stay in the file.
        string doubles = folder.Write(Wire.Model(new Wire().Shape(1000).Doubles(8, new double[1000]), new Wire().Shape(1).Floats(5, 1)));
        using (CaffeModel.Open(doubles))
            Assert.Equal(before + 4000, NativeMemoryCount.InUse);
        Assert.Equal(before, NativeMemoryCount.InUse);
    }

    [Fact]
    public unsafe void Packed_weights_are_counted_and_freed_once()
    {
        Settle();
        using var device = new CpuDevice(CpuKernels.Simd, 1);
        long before = NativeMemoryCount.InUse;
        // Backward it is 16 products, each with a copy of its weights while they are packed.
        var sizes = new Correlation([1, 16, 8, 8], [1, 32, 2, 2], 4, 4, 4, 4, 0, 0, 1, 1, 1);
        for (int i = 0; i < 200; i++)
        {
            ConvolutionKernel packed;
            fixed (float* weights = new float[32 * 16 * 16])
            {
                packed = i % 2 == 0
                    ? ConvolutionStrategy.Forward(sizes, weights, outputScale: null, planarInput: false, Accuracy.Exact, device)
                    : ConvolutionStrategy.BackwardData(sizes, weights, outputScale: null, Accuracy.Exact, device);
            }
            Assert.Equal(32 * 16 * 16 * sizeof(float), packed.PackedBytes);
            Assert.Equal(before + packed.PackedBytes, NativeMemoryCount.InUse);
            Parallel.Invoke(packed.Dispose, packed.Dispose, packed.Dispose, packed.Dispose);
            packed.Dispose();
            Assert.Equal(before, NativeMemoryCount.InUse);
        }
    }

    [Fact]
    public void Networks_that_nobody_disposes_of_do_not_fill_the_memory_with_weights()
    {
        Settle();
        long before = NativeMemoryCount.InUse, most = 0;
        using Device device = Device.Scalar();
        var large = new LayerTensors("large", "Bias", [new Tensor([8 << 20])]);
        for (int i = 0; i < 40; i++)
        {
            Forget(large, device);
            most = Math.Max(most, NativeMemoryCount.InUse - before);
        }
        // Together they take 1280 MB.
        Assert.InRange(most, 32 << 20, 800 << 20);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(LayerTensors large, Device device) => Forked.Load(ForkedNetwork.Weights(large), device).Data.Set(ForkedNetwork.Input(1));

    // What other tests have left is freed before, not within.
    private static void Settle()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static long PrivateBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
