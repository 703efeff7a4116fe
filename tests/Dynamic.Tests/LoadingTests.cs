using System.Text;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Where a prototxt comes from, and how its network is loaded: streams, progress, cancellation, arguments that are missing.</summary>
public sealed class LoadingTests : IDisposable
{
    private const string Small = """
        name: "Small"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 } } }
        layer { name: "sum" type: "InnerProduct" bottom: "data" top: "sum" inner_product_param { num_output: 1 bias_term: false } }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_prototxt_is_read_from_a_stream(string encoding)
    {
        byte[] bytes = [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(Small)];
        using var stream = new MemoryStream(bytes);
        CompiledPrototxt compiled = CompiledPrototxt.Read(stream);
        Assert.Equal(bytes.Length, stream.Position);
        using var network = new Network(compiled.Definition, Weights());
        network.Inputs["data"].Set([1, 2, 3]);
        network.Forward();
        Assert.Equal([14f], network["sum"].Activation.Span.ToArray());
        PrototxtException wrong = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Read(new MemoryStream([.. "layer {"u8]), "some.prototxt"));
        Assert.StartsWith("some.prototxt(1,", wrong.Message, StringComparison.Ordinal);
    }

    // Layers without num_output are not told that theirs is another.
    [Theory]
    [InlineData("", 1, ". The file has one slope for all channels (channel_shared: true)")]
    [InlineData("prelu_param { channel_shared: true }", 3, ". The file has a slope for each channel (channel_shared: false)")]
    [InlineData("", 4, ". The file was trained for 4 channels, and the layer reads 3")]
    public void A_slope_that_does_not_fit_says_why(string parameter, int found, string said)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse(Small.Split("layer { name: \"sum\"")[0]
            + $"layer {{ name: \"relu\" type: \"PReLU\" bottom: \"data\" top: \"relu\" {parameter} }}");
        using var weights = new MemoryWeights([new LayerTensors("relu", "PReLU", [new Tensor([found])])]);
        Assert.EndsWith(said, Assert.Throws<WeightException>(() => new Network(compiled.Definition, weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_has_progress_and_can_be_cancelled()
    {
        string prototxt = folder.Write(Encoding.UTF8.GetBytes(Small), "small.prototxt"), caffemodel = folder.PathOf("small.caffemodel");
        CaffeModelWriter.Write(caffemodel, "small", [new LayerTensors("sum", "InnerProduct", [new Tensor([1, 3])])]);
        var told = new List<double>();
        var options = new LoadOptions { BatchSize = 2, Progress = new Told(told.Add) };
        using (Network network = PrototxtNetwork.Load(prototxt, caffemodel, options))
            Assert.Equal(2, network.BatchSize);
        Assert.Equal([1], told);
        using (Network network = PrototxtNetwork.Load(prototxt, caffemodel, null))
            Assert.Equal(1, network.BatchSize);

        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => PrototxtNetwork.Load(prototxt, caffemodel, options, cancellationToken: cancelled));
        using MemoryWeights given = Weights(), left = Weights();
        Assert.ThrowsAny<OperationCanceledException>(() => PrototxtNetwork.Load(prototxt, given, options, cancellationToken: cancelled));
        Assert.Throws<ObjectDisposedException>(() => given.Layers[0].Blobs[0].Span.Length);
        Assert.ThrowsAny<OperationCanceledException>(() => PrototxtNetwork.Load(prototxt, left, options, leaveOpen: true, cancellationToken: cancelled));
        Assert.Equal(3, left.Layers[0].Blobs[0].Span.Length);
        Assert.Equal([1], told);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Throws<ArgumentNullException>("prototxt", () => PrototxtNetwork.Load(null!, "a.caffemodel"));
        Assert.Throws<ArgumentException>("prototxt", () => PrototxtNetwork.Load("", "a.caffemodel"));
        Assert.Throws<ArgumentNullException>("caffemodel", () => PrototxtNetwork.Load("a.prototxt", (string)null!));
        Assert.Throws<ArgumentNullException>("weights", () => PrototxtNetwork.Load("a.prototxt", (WeightSource)null!));
        Assert.Throws<ArgumentNullException>("stream", () => CompiledPrototxt.Read((Stream)null!));
        Assert.Throws<ArgumentNullException>("path", () => CompiledPrototxt.Read((string)null!));
        MemoryWeights weights = Weights();
        Assert.Throws<ArgumentNullException>("prototxt", () => PrototxtNetwork.Load(null!, weights));
        Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
    }

    private static MemoryWeights Weights() => new([new LayerTensors("sum", "InnerProduct", [new Tensor([1, 3], new float[] { 1, 2, 3 })])]);

    private sealed class Told(Action<double> take) : IProgress<double>
    {
        public void Report(double value) => take(value);
    }
}
