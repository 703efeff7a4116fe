using System.Runtime.CompilerServices;
using CaffeSharpGen.Memory;
using CaffeSharpGen.Runtime.Tests;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>
/// Loading tells how far it is and can be cancelled at any point: what was made is freed, and the source ends or stays as it does otherwise. These tests
/// count the memory of the process, and run alone.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class LoadingTests : IDisposable
{
    private static readonly Device Cpu = Device.Cpu(2);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Loading_tells_the_part_of_the_weights_that_is_ready()
    {
        var told = new List<double>();
        using Mixed network = Mixed.Load(MixedNetwork.Weights(), new LoadOptions { Device = Cpu, BatchSize = 2, Progress = new Told(told.Add) });
        Assert.Equal(2, network.BatchSize);
        Assert.Same(Cpu, network.Network.Device);
        Assert.InRange(told.Count, 8, network.Network.Groups.Count);
        Assert.All(told, part => Assert.InRange(part, 0.0001, 1));
        Assert.Equal(told.Distinct().Order(), told);
        Assert.Equal(1, told[^1]);
        told.Clear();
        using Mixed shared = network.Share();
        Assert.Empty(told);
    }

    [Fact]
    public void A_network_without_weights_is_ready_at_once()
    {
        var told = new List<double>();
        string path = folder.PathOf("none.caffemodel");
        CaffeModelWriter.Write(path, "none", [new LayerTensors("other", "Bias", [new Tensor([1])])]);
        using Branches network = Branches.Load(path, new LoadOptions { Progress = new Told(told.Add) });
        Assert.Equal([1], told);
        Assert.Equal(1, network.BatchSize);
    }

    /// <summary>Overloads with a device and with options: null is a device that is not there.</summary>
    [Fact]
    public void Null_is_no_options()
    {
        using Forked network = Forked.Load(ForkedNetwork.Weights(), null);
        using Forked path = Forked.Load(Saved(), null);
        using var engine = new Network(network.Network.Definition, ForkedNetwork.Weights(), null);
        Assert.Equal(network.Network.Device.ToString(), path.Network.Device.ToString());
        MemoryWeights weights = ForkedNetwork.Weights();
        LoadOptions none = null!;
        Assert.Throws<ArgumentNullException>("options", () => Forked.Load(weights, none));
        // It was the network's, as it is when anything else is wrong.
        Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
        using MemoryWeights left = ForkedNetwork.Weights();
        Assert.Throws<ArgumentNullException>("definition", () => new Network(null!, left, leaveOpen: true));
        Assert.Equal(108, left.Layers[0].Blobs[0].Span.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancelled_load_frees_everything(bool leaveOpen)
    {
        int reports = 0;
        using (Mixed.Load(MixedNetwork.Weights(), new LoadOptions { Device = Cpu, Progress = new Told(_ => reports++) }))
        {
        }
        Settle();
        long before = NativeMemoryCount.InUse;
        // At its beginning, then after each report but the last, when the network is there.
        for (int at = 0; at < reports; at++)
        {
            MemoryWeights weights = MixedNetwork.Weights();
            Cancel(at, (options, token) => Mixed.Load(weights, options, leaveOpen, token));
            AssertEnded(weights, isEnded: !leaveOpen);
            weights.Dispose();
            Assert.Equal(before, NativeMemoryCount.InUse);
        }
    }

    [Fact]
    public void Loading_from_a_file_is_cancelled_as_well()
    {
        string path = Saved();
        Cancel(0, (options, token) => Forked.Load(path, options, token));
        Cancel(1, (options, token) => Forked.Load(path, options, token));
        Assert.Equal(0, File.Exists("/proc/self/maps") ? File.ReadLines("/proc/self/maps").Count(line => line.Contains(path, StringComparison.Ordinal)) : 0);
    }

    [Fact]
    public void What_listens_may_end_the_loading_with_an_exception_of_its_own()
    {
        Settle();
        long before = NativeMemoryCount.InUse;
        MemoryWeights weights = MixedNetwork.Weights();
        var options = new LoadOptions { Device = Cpu, Progress = new Told(_ => throw new TimeoutException()) };
        Assert.Throws<TimeoutException>(() => Mixed.Load(weights, options));
        AssertEnded(weights, isEnded: true);
        Assert.Equal(before, NativeMemoryCount.InUse);
    }

    [Fact]
    public void Weights_from_a_stream_are_freed_when_reading_them_ends_early()
    {
        Settle();
        long before = NativeMemoryCount.InUse;
        byte[] bytes = File.ReadAllBytes(Saved());
        Assert.Throws<WeightException>(() => CaffeModel.Open(new Trickle(bytes[..^1], 100)));
        Assert.Equal(before, NativeMemoryCount.InUse);
        Assert.Throws<WeightException>(() => CaffeModel.Open(new Endless(buffer => buffer.Clear())));
        Assert.Equal(before, NativeMemoryCount.InUse);
        using (CaffeModel.Open(new Trickle(bytes, 100)))
            Assert.InRange(NativeMemoryCount.InUse - before, bytes.Length, 1 << 17);
        Assert.Equal(before, NativeMemoryCount.InUse);
        Abandon(bytes);
        Settle();
        Assert.Equal(before, NativeMemoryCount.InUse);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon(byte[] bytes)
    {
        Assert.NotEmpty(CaffeModel.Open(new Trickle(bytes, 100)).Layers);
        Assert.NotEmpty(CaffeModel.Open(bytes).Layers);
    }

    // At the given report; at its beginning for 0.
    private static void Cancel(int at, Action<LoadOptions, CancellationToken> load)
    {
        using var cancellation = new CancellationTokenSource();
        int reports = 0;
        if (at == 0)
            cancellation.Cancel();
        var progress = new Told(_ =>
        {
            if (++reports == at)
                cancellation.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => load(new LoadOptions { Device = Cpu, Progress = progress }, cancellation.Token));
        // No more after it was cancelled.
        Assert.Equal(at, reports);
    }

    private static void AssertEnded(MemoryWeights weights, bool isEnded)
    {
        if (isEnded)
            Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
        else
            Assert.NotEqual(0, weights.Layers[0].Blobs[0].Span.Length);
    }

    // What the device keeps between networks is there from the first one on.
    private static void Settle()
    {
        Mixed.Load(MixedNetwork.Weights(), Cpu).Dispose();
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private string Saved()
    {
        string path = folder.PathOf("saved.caffemodel");
        using MemoryWeights weights = ForkedNetwork.Weights();
        CaffeModelWriter.Write(path, "forked", [.. weights.Layers.Select(layer =>
            new LayerTensors(layer.Name, layer.Type, [.. layer.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))]))]);
        return path;
    }
}
