using System.Diagnostics;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>A large checkpoint is in memory once, as the mapping; these tests run alone, since they look at the whole process.</summary>
[Collection(nameof(MappedFileTests))]
[CollectionDefinition(nameof(MappedFileTests), DisableParallelization = true)]
public sealed class MappedFileTests : IDisposable
{
    private const int Elements = 16 << 20;
    private const long FileBytes = (long)Elements * sizeof(float);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NeitherWritingNorReadingCopiesTheElements()
    {
        string path = folder.PathOf("large.t7");
        var ones = new float[Elements];
        ones.AsSpan().Fill(0.5f);
        var checkpoint = new Torch7Table { ["weight"] = Torch7Tensor.Copy<float>(ones, 4096, Elements / 4096) };
        // What is allocated once for all, and what is loaded.
        Torch7Writer.Write(folder.PathOf("small.t7"), Torch7Tensor.Copy<float>([1], 1));
        Torch7File.Open(folder.PathOf("small.t7")).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Torch7Writer.Write(path, checkpoint);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.InRange(new FileInfo(path).Length, FileBytes, FileBytes + 1000);

        long privateBefore = PrivateBytes();
        before = GC.GetAllocatedBytesForCurrentThread();
        using Torch7File file = Torch7File.Open(path);
        WeightBlob blob = file.Root["weight"].Tensor(4096, Elements / 4096).ToWeights();
        Assert.True(file.Root["weight"].Tensor().TryView(out ReadOnlySpan<float> view));
        double sum = 0;
        foreach (float value in view)
            sum += value;
        foreach (float value in blob.Span)
            sum += value;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(Elements, sum);
        Assert.True(PrivateBytes() - privateBefore < FileBytes / 2, $"private memory grew by {PrivateBytes() - privateBefore} bytes");
    }

    private static long PrivateBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
