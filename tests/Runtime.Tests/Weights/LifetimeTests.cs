using System.Diagnostics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Processor;
using CaffeSharpGen.Loading;
using CaffeSharpGen.Runtime.Tests;
using CaffeSharpGen.Runtime.Tests.Devices;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Weights;
using static CaffeSharpGen.Tests.Collision;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>
/// Who keeps the memory of weights, and until when: reading what was disposed of is an exception, networks keep what they need, and what nobody disposes
/// of is collected. Threads collide for a second each (report 42 and its kind).
/// </summary>
public sealed class LifetimeTests : IDisposable
{
    private const double Seconds = 1;

    private static readonly Device Scalar = Device.Scalar();

    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private readonly float[] expected;

    public LifetimeTests()
    {
        path = folder.PathOf("forked.caffemodel");
        using MemoryWeights weights = ForkedNetwork.Weights();
        CaffeModelWriter.Write(path, "forked", [.. weights.Layers.Select(Copy)]);
        using Forked network = ForkedNetwork.Run(Scalar);
        expected = network.Fc.Activation.Span.ToArray();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_that_were_disposed_of_are_not_read()
    {
        // Floats in one piece lie in the file, doubles are converted.
        string doubles = folder.Write(Wire.Model(new Wire().Shape(2).Doubles(8, 1, 2)));
        foreach (WeightSource source in (WeightSource[])[CaffeModel.Open(path), CaffeModel.Open(doubles), ForkedNetwork.Weights()])
        {
            WeightBlob blob = source.Layers[0].Blobs[0];
            Assert.Equal(blob.Shape.Count, blob.Span.Length);
            source.Dispose();
            Refused(source, blob);
            // Once more is nothing.
            source.Dispose();
            Refused(source, blob);
            Assert.Throws<ObjectDisposedException>(() => Forked.Load(source, Scalar));
        }
    }

    // CSG_VECTOR_BITS is read when a device is made; only a process of its own may have a wrong one.
    [Fact]
    public void A_network_for_which_there_is_no_device_ends_the_source_that_it_was_given()
    {
        (int exitCode, string output) = ThisProgram.Run(
            $"{typeof(LifetimeTests).FullName}.{nameof(A_source_is_ended_where_the_device_cannot_be_made)}", new() { [VectorWidth.Variable] = "300" });
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_source_is_ended_where_the_device_cannot_be_made()
    {
        // The test above starts this one with a wrong variable; without it, there is a device, and the network ends the source.
        bool isWrong = Environment.GetEnvironmentVariable(VectorWidth.Variable) == "300";
        foreach (bool leaveOpen in (bool[])[true, false])
        {
            using MemoryWeights weights = ForkedNetwork.Weights();
            if (isWrong)
                Assert.Throws<PlatformNotSupportedException>(() => Forked.Load(weights, leaveOpen: leaveOpen));
            else
                Forked.Load(weights, leaveOpen: leaveOpen).Dispose();
            if (leaveOpen)
                Assert.Equal(108, weights.Layers[0].Blobs[0].Span.Length);
            else
                Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
        }
    }

    [Fact]
    public void A_network_ends_the_source_that_it_was_given()
    {
        CaffeModel model = CaffeModel.Open(path);
        using (Forked network = Forked.Load(model, Scalar))
            Assert.NotEmpty(model.Layers[0].Blobs[0].Span.ToArray());
        Assert.Throws<ObjectDisposedException>(() => model.Layers[0].Blobs[0].Span.Length);
        Assert.Equal(0, Mappings());
    }

    [Fact]
    public void A_source_that_is_left_open_stays_its_givers_and_may_end_before_the_networks()
    {
        CaffeModel model = CaffeModel.Open(path);
        Forked first = Forked.Load(model, Scalar, leaveOpen: true), second = Forked.Load(model, Scalar, leaveOpen: true);
        first.Dispose();
        WeightBlob blob = model.Layers[0].Blobs[0];
        Assert.Equal(blob.Shape.Count, blob.Span.Length);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => blob.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => Forked.Load(model, Scalar, leaveOpen: true));
        // The network reads on, and so do instances that are made of it now.
        AssertRight(second);
        Forked shared = second.Share();
        second.Dispose();
        Assert.Equal(1, Mappings());
        AssertRight(shared);
        shared.Dispose();
        Assert.Equal(0, Mappings());
    }

    [Fact]
    public void A_network_that_cannot_be_loaded_leaves_an_open_source_alone_and_ends_any_other()
    {
        LayerTensors tooMany = new("conv1", "Convolution", [new Tensor([4, 3, 3, 3]), new Tensor([4]), new Tensor([4])]);
        foreach (bool leaveOpen in (bool[])[true, false])
        {
            using MemoryWeights weights = new([tooMany]);
            Assert.Throws<WeightException>(() => Forked.Load(weights, Scalar, leaveOpen: leaveOpen));
            if (leaveOpen)
                Assert.Equal(108, weights.Layers[0].Blobs[0].Span.Length);
            else
                Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
        }
    }

    [Fact]
    public void What_nobody_disposes_of_is_collected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/maps");
        for (int i = 0; i < 20; i++)
            Forget(i);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Mappings() == 0;
            },
            TimeSpan.FromSeconds(10)), $"{Mappings()} mappings are left");
    }

    // Reading, and running, must not let the memory go before they are done.
    [Fact]
    public void What_is_in_use_is_not_collected()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds));
        Together(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            },
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    Forked network = Forked.Load(path, Scalar);
                    AssertRight(network);
                }
            },
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    WeightBlob blob = CaffeModel.Open(path).Require("fc", 0, [5, 48]);
                    float sum = 0;
                    foreach (float value in blob.Span)
                        sum += value;
                    GC.KeepAlive(blob);
                    Assert.True(float.IsFinite(sum));
                }
            });
    }

    // Whoever is first: the new instance is whole, or there is none.
    [Fact]
    public void Sharing_collides_with_the_end_of_the_network()
    {
        int shared = 0, refused = 0;
        for (var time = Stopwatch.StartNew(); time.Elapsed.TotalSeconds < Seconds;)
        {
            Forked network = Forked.Load(path, Scalar);
            using var start = new Barrier(2);
            Together(
                () =>
                {
                    start.SignalAndWait();
                    network.Dispose();
                },
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        using Forked other = network.Share();
                        AssertRight(other);
                        shared++;
                    }
                    catch (ObjectDisposedException)
                    {
                        refused++;
                    }
                });
        }
        Assert.True(shared + refused > 10, $"{shared} shared, {refused} refused");
        Assert.Equal(0, Mappings());
    }

    // The count alone, so often that each order of the two happens: it never comes back from 0.
    [Fact]
    public void Resources_that_are_freed_do_not_come_back()
    {
        int used = 0, refused = 0;
        for (var time = Stopwatch.StartNew(); time.Elapsed.TotalSeconds < Seconds;)
        {
            var source = new Counted();
            var resources = new SharedResources(new HeldWeights(source, leaveOpen: false), Scalar);
            using var start = new Barrier(2);
            Together(
                () =>
                {
                    start.SignalAndWait();
                    resources.Release();
                },
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        resources.AddRef();
                        Assert.Equal(0, source.Disposals);
                        used++;
                        resources.Release();
                    }
                    catch (ObjectDisposedException)
                    {
                        refused++;
                    }
                });
            Assert.Equal(1, source.Disposals);
            Assert.Throws<ObjectDisposedException>(resources.AddRef);
        }
        Assert.True(used + refused > 10, $"{used} used, {refused} refused");
    }

    [Fact]
    public void Loading_collides_with_the_end_of_the_source()
    {
        int loaded = 0, refused = 0;
        for (var time = Stopwatch.StartNew(); time.Elapsed.TotalSeconds < Seconds;)
        {
            CaffeModel model = CaffeModel.Open(path);
            using var start = new Barrier(3);
            void Load()
            {
                start.SignalAndWait();
                try
                {
                    using Forked network = Forked.Load(model, Scalar, leaveOpen: true);
                    AssertRight(network);
                    Interlocked.Increment(ref loaded);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
            Together(Load, Load, () =>
            {
                start.SignalAndWait();
                model.Dispose();
            });
            Assert.Equal(0, Mappings());
        }
        Assert.True(loaded + refused > 10, $"{loaded} loaded, {refused} refused");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget(int kind)
    {
        CaffeModel model = CaffeModel.Open(path);
        if (kind % 4 == 0)
            return;
        Forked network = Forked.Load(model, Scalar, leaveOpen: kind % 4 == 1);
        AssertRight(network);
        if (kind % 4 == 2)
            model.Dispose();
        if (kind % 4 == 3)
            network.Share().Dispose();
    }

    private void AssertRight(Forked network)
    {
        network.Data.Set(ForkedNetwork.Input(1));
        network.Forward();
        Assert.Equal(expected, network.Fc.Activation.Span.ToArray());
    }

    private static void Refused(WeightSource source, WeightBlob blob) =>
        Assert.Contains(source.Name, Assert.Throws<ObjectDisposedException>(() => blob.Span.Length).Message);

    // Of the test's own file: other tests map theirs at the same time.
    private int Mappings(string file = "forked.caffemodel") => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(folder.PathOf(file), StringComparison.Ordinal))
        : 0;

    private static LayerTensors Copy(LayerWeights layer) =>
        new(layer.Name, layer.Type, [.. layer.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))]);

    private sealed class Counted : WeightSource
    {
        private int disposals;

        public int Disposals => Volatile.Read(ref disposals);

        public override string Name => "nothing";

        public override IReadOnlyList<LayerWeights> Layers => [];

        public override void Dispose() => Interlocked.Increment(ref disposals);
    }
}
