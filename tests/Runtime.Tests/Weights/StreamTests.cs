using System.Diagnostics;
using System.Reflection;
using CaffeSharpGen.Runtime.Tests;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>
/// Weights that do not come from a path: streams that cannot seek or give a byte at a time, arrays, resources. The values are those of the file, bit for
/// bit; what is wrong is refused before it is read to its end.
/// </summary>
public sealed class StreamTests : IDisposable
{
    /// <summary>Written by this class (<see cref="Written"/>) and embedded under its own name.</summary>
    private const string Resource = "forked.caffemodel";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_resource_is_what_the_writer_writes() => Assert.Equal(Written(), Embedded());

    [Fact]
    public void All_sources_have_the_values_of_the_file()
    {
        byte[] bytes = Embedded(), framed = [1, 2, 3, .. bytes, 4];
        string path = folder.Write(bytes);
        using CaffeModel expected = CaffeModel.Open(path);
        using var file = File.OpenRead(path);
        using var inside = new MemoryStream([9, 9, .. bytes]) { Position = 2 };
        CaffeModel[] opened =
        [
            CaffeModel.Open(file), CaffeModel.Open(inside), CaffeModel.Open(new Trickle(bytes, 1)), CaffeModel.Open(new Trickle(bytes, 7), "net"),
            CaffeModel.Open(bytes), CaffeModel.Open(framed.AsMemory(3, bytes.Length)), CaffeModel.Open(new ByteMemory(bytes).Memory),
            CaffeModel.OpenResource(typeof(StreamTests).Assembly, Resource),
        ];
        Assert.Equal(
            [path, "weights from a stream", "weights from a stream", "net", "weights in memory", "weights in memory", "weights in memory",
                "CaffeSharpGen.Runtime.Tests, resource 'forked.caffemodel'"],
            opened.Select(model => model.Name));
        foreach (CaffeModel model in opened)
        {
            using (model)
            {
                Assert.Equal("forked", model.NetName);
                Assert.Equal(expected.Layers.Select(layer => (layer.Name, layer.Type)), model.Layers.Select(layer => (layer.Name, layer.Type)));
                foreach ((WeightBlob one, WeightBlob other) in Blobs(expected).Zip(Blobs(model)))
                {
                    Assert.Equal(one.Shape, other.Shape);
                    SampleLayers.AssertSameBits(one.Span, other.Span);
                }
                // Memory that is no file's cannot be read again.
                foreach (WeightBlob blob in Blobs(model))
                    blob.DiscardPages();
                foreach ((WeightBlob one, WeightBlob other) in Blobs(expected).Zip(Blobs(model)))
                    SampleLayers.AssertSameBits(one.Span, other.Span);
            }
            Assert.Throws<ObjectDisposedException>(() => model.Layers[0].Blobs[0].Span.Length);
        }
        // A stream stays its caller's, behind what was read.
        Assert.Equal((bytes.Length, bytes.Length + 2L), (file.Position, inside.Position));
    }

    [Fact]
    public void A_network_is_loaded_from_a_resource_in_one_line()
    {
        using Forked expected = ForkedNetwork.Run();
        using Forked network = Forked.Load(CaffeModel.OpenResource(typeof(StreamTests).Assembly, Resource), Device.Scalar());
        GC.Collect();
        network.Data.Set(ForkedNetwork.Input(1));
        network.Forward();
        SampleLayers.AssertSameBits(expected.Prob.Activation.Span, network.Prob.Activation.Span);
    }

    [Fact]
    public void An_array_stays_where_it_is_as_long_as_a_network_reads_it()
    {
        using Forked expected = ForkedNetwork.Run();
        using Forked network = Forked.Load(CaffeModel.Open(Embedded()), Device.Scalar());
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        network.Data.Set(ForkedNetwork.Input(1));
        network.Forward();
        SampleLayers.AssertSameBits(expected.Prob.Activation.Span, network.Prob.Activation.Span);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Throws<ArgumentNullException>("path", () => CaffeModel.Open((string)null!));
        Assert.Throws<ArgumentException>("path", () => CaffeModel.Open(""));
        Assert.Throws<ArgumentNullException>("stream", () => CaffeModel.Open((Stream)null!));
        Assert.Throws<ArgumentNullException>("assembly", () => CaffeModel.OpenResource(null!, Resource));
        Assert.Throws<ArgumentNullException>("caffemodel", () => Forked.Load((string)null!));
        Assert.Throws<ArgumentNullException>("caffemodel", () => Forked.Load((string)null!, new LoadOptions()));
        Assert.Throws<ArgumentNullException>("weights", () => Forked.Load((WeightSource)null!));
        Assert.Throws<ArgumentNullException>("weights", () => new Network(null!, null!));
        Assert.Throws<ArgumentNullException>("stream", () => MeanFile.Read((Stream)null!));
        string message = Message(() => CaffeModel.OpenResource(typeof(StreamTests).Assembly, "Forked.caffemodels"));
        Assert.StartsWith("CaffeSharpGen.Runtime.Tests, resource 'Forked.caffemodels': there is no such resource; the nearest are 'forked.caffemodel'", message, StringComparison.Ordinal);
        Assert.Contains("the assembly has none", Message(() => CaffeModel.OpenResource(typeof(Network).Assembly, Resource)), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_described_as_that_of_a_file()
    {
        byte[] bytes = Embedded();
        for (int length = 0; length < bytes.Length; length += 97)
        {
            byte[] cut = bytes[..length];
            string expected = length == 0 ? ": there are no bytes; expected a caffemodel" : Message(() => CaffeModel.Open(folder.Write(cut)));
            expected = expected.Replace(folder.PathOf("file.caffemodel"), "", StringComparison.Ordinal);
            Assert.Equal("cut" + expected, Message(() => CaffeModel.Open(new Trickle(cut, 50), "cut")));
            Assert.Equal("cut" + expected, Message(() => CaffeModel.Open(cut, "cut")));
        }
    }

    /// <summary>What has no end is refused within its first piece; only a file of the right format is read to protobuf's limit.</summary>
    [Fact]
    public void Endless_streams_are_refused()
    {
        byte[] tooLarge = new Wire().Tag(100, 2).Varint(1L << 32).Raw(new byte[64]).Bytes;
        Refused("the field number 0", buffer => buffer.Clear());
        Refused("a text file", buffer => buffer.Fill((byte)'y'));
        Refused("a field of 4294967296 bytes; expected at most 2147483647", buffer => tooLarge.CopyTo(buffer));

        static void Refused(string part, Endless.Fill fill)
        {
            var stream = new Endless(fill);
            string message = Message(() => CaffeModel.Open(stream, "endless"));
            Assert.StartsWith("endless: ", message, StringComparison.Ordinal);
            Assert.Contains(part, message, StringComparison.Ordinal);
            Assert.Equal(1, stream.Pieces);
        }
    }

    [Fact]
    public void A_stream_that_says_that_it_is_too_long_is_not_read()
    {
        var stream = new Claiming(3L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("3221225472 bytes", Message(() => CaffeModel.Open(stream, "long")), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void Means_come_from_streams_too()
    {
        var mean = new Tensor([1, 3, 1, 2], new float[] { 1, 2, 3, 4, 5, 6 });
        string path = folder.PathOf("mean.binaryproto");
        MeanFile.Write(path, mean);
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(mean.Span.ToArray(), MeanFile.Read(path).Span.ToArray());
        Assert.Equal(mean.Span.ToArray(), MeanFile.Read(new Trickle(bytes, 3)).Span.ToArray());
        Assert.StartsWith("mean: at byte ", Message(() => MeanFile.Read(new Trickle(bytes[..^3], 3), "mean")), StringComparison.Ordinal);
        Assert.Contains("no bytes; expected a binaryproto", Message(() => MeanFile.Read(new MemoryStream())), StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_are_refused_and_pipes_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices and pipes of Linux");
        foreach (string device in (string[])["/dev/zero", "/dev/urandom", "/proc/self/status"])
        {
            Assert.Equal($"{device}: the file is empty; expected a caffemodel", Message(() => CaffeModel.Open(device)));
            Assert.Equal($"{device}: the file is empty; expected a binaryproto", Message(() => MeanFile.Read(device)));
            Assert.Equal($"{device}: the file is empty; expected x", Message(() => WeightFile.Open(device, "x")));
        }
        Assert.Contains("more than 1,000 bytes", Message(() => WholeFile.Read("/dev/zero", "a text", 1000)), StringComparison.Ordinal);
        string pipe = folder.PathOf("pipe");
        using (Process made = Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        using (CaffeModel model = Fed(pipe, Embedded(), () => CaffeModel.Open(pipe)))
            Assert.Equal((pipe, "forked"), (model.Name, model.NetName));
        Assert.Contains("the field number 0", Fed(pipe, new byte[1 << 16], () => Message(() => CaffeModel.Open(pipe))), StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_tells_how_far_it_is_and_can_be_cancelled()
    {
        byte[] large = [.. Embedded(), .. new Wire().Block(99, new byte[5 << 20]).Bytes];
        var told = new List<double>();
        using (CaffeModel.Open(new MemoryStream(large), progress: new Told(told.Add)))
            Assert.Equal(1, told[^1]);
        Assert.InRange(told.Count, 4, 8);
        Assert.Equal(told.Distinct().Order(), told);
        told.Clear();
        CaffeModel.Open(new Trickle(large, 1 << 20), progress: new Told(told.Add)).Dispose();
        Assert.Equal([1], told);

        using var cancellation = new CancellationTokenSource();
        var stream = new Trickle(large, 1 << 20);
        var whole = new MemoryStream(large);
        Assert.ThrowsAny<OperationCanceledException>(
            () => CaffeModel.Open(whole, progress: new Told(_ => cancellation.Cancel()), cancellationToken: cancellation.Token));
        Assert.InRange(whole.Position, 1, 2 << 20);
        Assert.ThrowsAny<OperationCanceledException>(() => CaffeModel.Open(stream, cancellationToken: cancellation.Token));
        Assert.Equal(0, stream.Pieces);
    }

    private static byte[] Written()
    {
        using var folder = new TemporaryFolder();
        using MemoryWeights weights = ForkedNetwork.Weights();
        CaffeModelWriter.Write(folder.PathOf(Resource), "forked", [.. weights.Layers.Select(Copy)]);
        return File.ReadAllBytes(folder.PathOf(Resource));
    }

    private static LayerTensors Copy(LayerWeights layer) =>
        new(layer.Name, layer.Type, [.. layer.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))]);

    private static byte[] Embedded()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<WeightBlob> Blobs(CaffeModel model) => model.Layers.SelectMany(layer => layer.Blobs);

    private static string Message(Action open) => Assert.Throws<WeightException>(open).Message;

    private static T Fed<T>(string pipe, byte[] content, Func<T> read)
    {
        Task<Exception?> writing = Task.Run(() => Record.Exception(() => File.WriteAllBytes(pipe, content)));
        T result = read();
        Assert.True(writing.Wait(TimeSpan.FromSeconds(20)));
        // A reader that has seen enough closes the pipe.
        Assert.True(writing.Result is null or IOException, $"{writing.Result}");
        return result;
    }
}
