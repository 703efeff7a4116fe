using System.Diagnostics;
using CaffeSharpGen.Runtime.Tests;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Weights;
using static CaffeSharpGen.Tests.Collision;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>
/// Until when elements of a file are read: to its end, or to that of the networks that loaded them. Threads collide for two seconds.
/// </summary>
public sealed class LifetimeTests : IDisposable
{
    private const double Seconds = 2;

    private static readonly Device Scalar = Device.Scalar();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Elements_of_a_torch_file_that_was_disposed_of_are_not_read()
    {
        string torch = folder.PathOf("a.t7");
        Torch7Writer.Write(torch, Torch7Tensor.Copy<float>([1, 2, 3], 3));
        Torch7File file = Torch7File.Open(torch);
        Torch7Tensor tensor = file.Root.Tensor(3);
        WeightBlob blob = tensor.ToWeights();
        Assert.Equal([1, 2, 3], blob.Span);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => blob.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.ToWeights());
        Assert.Throws<ObjectDisposedException>(() => tensor.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => tensor.TryView<float>(out _));
    }

    // Copies are of the elements as they are in the file, or there are none: nothing is read where the file no longer is.
    [Fact]
    public void Copying_the_elements_of_a_torch_file_collides_with_its_end()
    {
        const int Rows = 512, Columns = 1024;
        string torch = folder.PathOf("large.t7");
        float[] numbers = [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)i)];
        Torch7Storage stored = Torch7Storage.Copy<float>(numbers);
        Torch7Writer.Write(torch, new Torch7Table
        {
            ["rows"] = Torch7Tensor.View(stored, 0, Rows, Columns),
            ["columns"] = Torch7Tensor.View(stored, 0, [Columns, Rows], [1, Columns]),
        });
        int copied = 0, refused = 0, round = 0;
        for (var time = Stopwatch.StartNew(); time.Elapsed.TotalSeconds < Seconds; round++)
        {
            Torch7File file = Torch7File.Open(torch);
            Torch7Tensor rows = file.Root["rows"].Tensor(), columns = file.Root["columns"].Tensor();
            Func<double> last = (round % 5) switch
            {
                0 => () => rows.ToArray<double>()[^1],
                1 => () => columns.ToArray<double>()[^1],
                2 => () => rows.Storage!.ToArray<long>()[^1],
                3 => () => columns.ToTensor().Span[^1],
                _ => () => LastWritten(rows),
            };
            using var start = new Barrier(2);
            Together(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        Assert.Equal(numbers[^1], last());
                        copied++;
                    }
                    catch (ObjectDisposedException)
                    {
                        refused++;
                    }
                },
                () =>
                {
                    start.SignalAndWait();
                    // Now and then before it, mostly in the middle.
                    Thread.SpinWait(round % 50 * 200);
                    file.Dispose();
                });
            Assert.Equal(0, Mappings("large.t7"));
        }
        Assert.True(copied + refused > 10, $"{copied} copied, {refused} refused");
    }

    // As checkpoints do: the source's own Dispose does nothing, the file is disposed of before the network.
    [Fact]
    public void A_torch_file_may_end_before_the_networks()
    {
        string torch = folder.PathOf("forked.t7");
        using MemoryWeights weights = ForkedNetwork.Weights();
        var table = new Torch7Table();
        foreach (LayerWeights layer in weights.Layers)
        {
            for (int i = 0; i < layer.Blobs.Count; i++)
            {
                long[] sizes = [.. layer.Blobs[i].Shape.Dimensions.ToArray().Select(length => (long)length)];
                table[$"{layer.Name} {i}"] = Torch7Tensor.Copy<float>(layer.Blobs[i].Span, sizes);
            }
        }
        Torch7Writer.Write(torch, table);
        Torch7File file = Torch7File.Open(torch);
        WeightBlob Blob(string layer, int blob) => file.Root[$"{layer} {blob}"].Tensor().ToWeights();
        LayerWeights[] stored =
            [.. weights.Layers.Select(layer => layer with { Blobs = [.. layer.Blobs.Select((_, blob) => Blob(layer.Name, blob))] })];
        Forked network = Forked.Load(new Listed(stored), Scalar);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stored[0].Blobs[0].Span.Length);
        network.Data.Set(ForkedNetwork.Input(1));
        network.Forward();
        using (Forked expected = ForkedNetwork.Run(Scalar))
            Assert.Equal(expected.Fc.Activation.Span.ToArray(), network.Fc.Activation.Span.ToArray());
        network.Dispose();
        Assert.Equal(0, Mappings("forked.t7"));
    }

    // The elements are the last thing that is written of a tensor.
    private static float LastWritten(Torch7Tensor tensor)
    {
        using var stream = new MemoryStream();
        Torch7Writer.Write(stream, "memory", tensor, Torch7Format.Binary64);
        return BitConverter.ToSingle(stream.ToArray().AsSpan(^sizeof(float)..));
    }

    // Of the test's own file: other tests map theirs at the same time.
    private int Mappings(string file) => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(folder.PathOf(file), StringComparison.Ordinal))
        : 0;

    private sealed class Listed(IReadOnlyList<LayerWeights> layers) : WeightSource
    {
        public override string Name => "a list";

        public override IReadOnlyList<LayerWeights> Layers => layers;

        public override void Dispose()
        {
        }
    }
}
