using System.Diagnostics;
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

    private static long PrivateBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
