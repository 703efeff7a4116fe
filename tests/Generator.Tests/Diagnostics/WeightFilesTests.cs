using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>
/// What a network makes of a file of weights is what Caffe's CopyTrainedLayersFrom makes of it, or it is refused. Small inputs of their own first; then
/// the files of ../shared/field, whose folders say where each comes from.
/// </summary>
public sealed class WeightFilesTests
{
    private const string Input = """
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 1 dim: 1 } } }
        """;

    private static readonly string WithBias = Conv("conv", "data", "conv", ""), NoBias = Conv("conv", "data", "conv", "bias_term: false");

    // Reports 02: the author's network added 100.
    [Fact]
    public void A_blob_too_many_or_too_few_is_refused()
    {
        LayerTensors one = Layer("conv", "Convolution", [1, 1, 1, 1], [2]);
        LayerTensors two = Layer("conv", "Convolution", ([1, 1, 1, 1], [2]), ([1], [100]));
        using (LoadedNetwork plain = LoadedNetwork.Load(Input + NoBias, Weights(one)).Run([3]))
            Assert.Equal([6], plain["conv"]);
        using (LoadedNetwork biased = LoadedNetwork.Load(Input + WithBias, Weights(two)).Run([3]))
            Assert.Equal([106], biased["conv"]);
        const string layer = "weights in memory: layer 'conv' (Convolution)";
        Says(LoadedNetwork.Refusal(Input + NoBias, Weights(two)), layer, "2 blobs (1×1×1×1, 1)", "expected 1 blob (1×1×1×1)", "bias_term");
        Says(LoadedNetwork.Refusal(Input + WithBias, Weights(one)), layer, "1 blob (1×1×1×1)", "expected 2 blobs (1×1×1×1, 1)");
        Says(LoadedNetwork.Refusal(Input + WithBias, Weights(Layer("conv", "Convolution"))), layer, "no blobs", "expected 2 blobs");
    }

    // Reports 03: NVIDIA's order, and the older one, in which a scale stands where the mean should.
    [Theory]
    [InlineData(1, 4, 1, 10, 0.5f)]
    [InlineData(10, 0.5f, 1, 4, 1)]
    public void Five_blobs_of_a_batch_norm_are_refused(float first, float second, float third, float fourth, float fifth)
    {
        const string norm = """layer { name: "bn" type: "BatchNorm" bottom: "data" top: "bn" }""";
        LayerTensors five = Layer("bn", "BatchNorm", ([1], [first]), ([1], [second]), ([1], [third]), ([1], [fourth]), ([1], [fifth]));
        Says(LoadedNetwork.Refusal(Input + norm, Weights(five)), "'bn' (BatchNorm)", "5 blobs", "expected 3 blobs", "NVIDIA");
        // The normalisation of today, of two layers, keeps working.
        const string scale = """layer { name: "scale" type: "Scale" bottom: "bn" top: "scale" scale_param { bias_term: true } }""";
        using LoadedNetwork network = LoadedNetwork.Load(Input + norm + scale, Weights(
            Layer("bn", "BatchNorm", ([1], [1]), ([1], [4]), ([1], [1])), Layer("scale", "Scale", ([1], [10]), ([1], [0.5f])))).Run([3]);
        Assert.Equal(10.499988, network["scale"][0], 1e-5);
        Assert.Empty(network.Network.Notes);
    }

    [Fact]
    public void Weights_for_a_layer_that_reads_none_are_refused()
    {
        const string relu = """layer { name: "act" type: "ReLU" bottom: "data" top: "act" }""";
        string message = LoadedNetwork.Refusal(Input + relu, Weights(Layer("act", "PReLU", [1], [0.25f])));
        Says(message, "'act' (ReLU)", "1 blob (1)", "expected no blobs");
        // What the network does not have is not read, and said.
        LayerTensors gone = Layer("gone", "Convolution", [1], [7]);
        using LoadedNetwork network = LoadedNetwork.Load(Input + relu, Weights(Layer("act", "ReLU"), gone));
        Says(Assert.Single(network.Network.Notes), "ignored the 1 blob(s) of layer 'gone'");
    }

    // Reports 06: of two stored layers of one name Caffe copies both, so that the last stays.
    [Fact]
    public void Of_stored_layers_of_one_name_the_last_counts_and_all_have_to_fit()
    {
        LayerTensors Score(params Shape[] shapes) => new("score", "Convolution", [.. shapes.Select(shape => new Tensor(shape))]);
        LayerTensors ten = Layer("score", "Convolution", [1, 1, 1, 1], [10]);
        string net = Input + Conv("score", "data", "first", "bias_term: false");
        using (LoadedNetwork network = LoadedNetwork.Load(net, Weights(Score([1, 1, 1, 1]), ten)).Run([3]))
        {
            Assert.Equal([30], network["score"]);
            Says(Assert.Single(network.Network.Notes), "2 layers 'score'", "the last one counts");
        }
        Says(LoadedNetwork.Refusal(net, Weights(Score([1, 1, 1, 1], [1]), ten)), "'score'", "2 blobs", "expected 1 blob");
        Says(LoadedNetwork.Refusal(net, Weights(Score([2, 1, 1, 1]), ten)), "'score'", "2×1×1×1", "expected 1×1×1×1");
        Says(LoadedNetwork.Refusal(net, Weights(Score(), ten)), "'score'", "no blobs", "expected 1 blob");
    }

    // A name that stands twice in the network is harmless where only one layer, the first, has weights.
    [Fact]
    public void Stored_weights_go_to_the_first_layer_of_their_name()
    {
        const string relu = """layer { name: "conv" type: "ReLU" bottom: "conv" top: "relu" }""";
        LayerTensors weights = Layer("conv", "Convolution", [1, 1, 1, 1], [2]);
        using (LoadedNetwork network = LoadedNetwork.Load(Input + NoBias + relu, Weights(weights)).Run([-3]))
            Assert.Equal([-6], network["conv"]);
        const string first = """layer { name: "conv" type: "ReLU" bottom: "data" top: "relu" }""";
        string before = Input + first + Conv("conv", "relu", "conv", "bias_term: false");
        Says(LoadedNetwork.Refusal(before, Weights(weights)), "'conv' (ReLU)", "expected no blobs");
    }

    // Reports 06: by the name alone nobody can say whose weights they are. Both places are named.
    [Fact]
    public void Two_layers_with_weights_have_names_of_their_own()
    {
        string text = Input + "\n" + Conv("score", "data", "first", "") + "\n" + Conv("score", "first", "second", "");
        Diagnostic error = Assert.Single(new GeneratorRun(new Prototxt("net.prototxt", text)).Diagnostics);
        Assert.Equal((ProblemCodes.Layer, DiagnosticSeverity.Error), (error.Id, error.Severity));
        Says(error.GetMessage(), "'score'", "'first'", "'second'");
        Location[] places = [error.Location, .. error.AdditionalLocations];
        Assert.Equal([2, 1], places.Select(place => place.GetLineSpan().StartLinePosition.Line));

        var reported = new GeneratorRun(new Prototxt("twice.prototxt", Text("06-duplicate-layer-name", "twice")));
        Says(Assert.Single(reported.Diagnostics, message => message.Severity == DiagnosticSeverity.Error).GetMessage(), "'score'");
    }

    [Fact]
    public void Layers_without_weights_may_have_one_name()
    {
        const string twice = """
            layer { name: "relu1" type: "ReLU" bottom: "data" top: "a" }
            layer { name: "relu1" type: "ReLU" bottom: "a" top: "b" }
            """;
        using LoadedNetwork network = LoadedNetwork.Load(Input + twice, Weights(Layer("relu1", "ReLU"), Layer("relu1", "ReLU"))).Run([3]);
        Assert.Equal([3], network["relu1#2"]);
        Says(LoadedNetwork.Refusal(Input + twice, Weights(Layer("relu1", "PReLU", [1], [0.25f]))), "'relu1' (ReLU)", "expected no blobs");
    }

    // Reports 09: what NVIDIA's Caffe saved for old versions.
    [Fact]
    public void A_batch_norm_whose_factor_is_zero_says_so()
    {
        const string norm = """layer { name: "bn" type: "BatchNorm" bottom: "data" top: "bn" }""";
        LayerTensors stored = Layer("bn", "BatchNorm", ([1], [1]), ([1], [4]), ([1], [0]));
        using LoadedNetwork network = LoadedNetwork.Load(Input + norm, Weights(stored)).Run([3]);
        Assert.Equal(948.6833, network["bn"][0], 1e-3);
        Says(Assert.Single(network.Network.Notes), "'bn' (BatchNorm)", "is 0", "not used");
    }

    // Report 03: NVIDIA's fork stores five blobs in two orders, which nothing tells apart where there is one channel.
    [Fact]
    public void Five_blobs_of_one_number_each_are_refused()
    {
        const string norm = """layer { name: "bn" type: "BatchNorm" bottom: "data" top: "bn" batch_norm_param { scale_bias: true } }""";
        LayerTensors stored = Layer("bn", "BatchNorm", ([1], [1]), ([1], [4]), ([1], [1]), ([1], [10]), ([1], [0.5f]));
        string message = Assert.Throws<WeightException>(() => LoadedNetwork.Load(Input + norm, Weights(stored))).Message;
        Says(message, "layer 'bn' (BatchNorm) has five blobs of one number each", "nothing in the file tells which");
    }

    // The scale and shift of that fork have the axes of a picture in older files.
    [Fact]
    public void Five_blobs_may_have_axes_of_length_1()
    {
        const string net = """
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 dim: 1 dim: 1 } } }
            layer { name: "bn" type: "BatchNorm" bottom: "data" top: "bn" batch_norm_param { scale_bias: true } }
            """;
        LayerTensors stored = Layer(
            "bn", "BatchNorm", ([1, 2, 1, 1], [10, 100]), ([1, 2, 1, 1], [0.5f, -0.5f]), ([1, 2, 1, 1], [1, 2]), ([1, 2, 1, 1], [4, 9]), ([1], [7]));
        using LoadedNetwork network = LoadedNetwork.Load(net, Weights(stored)).Run([3, 5]);
        Close.Relative([10.49999f, 99.49994f], network["bn"], 1e-6, "bn");
    }

    [Theory]
    [InlineData("02-extra-weight-blob", "no-bias", "one-blob", "1 1 1 1", "conv", "2 2 2 2")]
    [InlineData("02-extra-weight-blob", "with-bias", "two-blobs", "1 1 1 1", "conv", "102 102 102 102")]
    [InlineData("03-nvcaffe-batchnorm", "fused", "fused", "3 5", "bn", "10.49999 99.49994")]
    [InlineData("03-nvcaffe-batchnorm", "fused", "fused-015", "3 5", "bn", "10.49999 99.49994")]
    [InlineData("09-bn-factor", "norm", "factor10", "3", "bn", "0.9999988")]
    [InlineData("09-bn-factor", "norm", "factor1", "3", "bn", "0.9999988")]
    [InlineData("09-bn-factor", "norm", "factor0", "3", "bn", "948.6833")]
    [InlineData("09-bn-factor", "norm-eps", "factor10", "3", "bn", "0.9987523")]
    [InlineData("26-prelu-after-fc", "prelu", "prelu", "-4 -3", "act", "-1 -6")]
    [InlineData("26-prelu-after-fc", "prelu", "prelu", "5 -1", "act", "5 -2")]
    [InlineData("26-prelu-after-fc", "shared", "shared-new", "-2 -2 -2 -2 -2 -2 -2 -2", "act", "-1 -1 -1 -1 -1 -1 -1 -1")]
    [InlineData("26-prelu-after-fc", "shared", "shared-old", "-2 -2 -2 -2 -2 -2 -2 -2", "act", "-1 -1 -1 -1 -1 -1 -1 -1")]
    public void Reported_files_give_the_numbers_of_caffe(
        string folder, string net, string file, string input, string layer, string expected)
    {
        using LoadedNetwork network = LoadedNetwork.Open(Text(folder, net), File(folder, file)).Run(Numbers(input));
        Close.Relative(Numbers(expected), network[layer], 1e-6, layer);
    }

    [Theory]
    [InlineData("02-extra-weight-blob", "no-bias", "two-blobs", "'conv'", "2 blobs", "expected 1 blob")]
    [InlineData("02-extra-weight-blob", "with-bias", "one-blob", "'conv'", "1 blob", "expected 2 blobs")]
    [InlineData("34-not-a-caffemodel", "net", "pointer", "Git LFS pointer")]
    [InlineData("34-not-a-caffemodel", "net", "scan-warning", "a web page")]
    [InlineData("34-not-a-caffemodel", "net", "late-html", "a web page")]
    [InlineData("34-not-a-caffemodel", "net", "json", "a text file")]
    [InlineData("34-not-a-caffemodel", "net", "weights.caffemodel.h5", "an HDF5 file", "binaryproto")]
    [InlineData("34-not-a-caffemodel", "net", "zipped", "a zip archive")]
    [InlineData("34-not-a-caffemodel", "net", "empty", "the file is empty")]
    [InlineData("34-not-a-caffemodel", "net", "prototxt-by-mistake", "a text file")]
    [InlineData("34-not-a-caffemodel", "net", "cut", "at byte ", "cut short")]
    [InlineData("34-not-a-caffemodel", "net", "wire6", "at byte 6", "wire type 6")]
    [InlineData("34-not-a-caffemodel", "net", "claims", "at byte ", "bytes that are left")]
    [InlineData(
        "11-lmdb-grey-data-layer", "train_val", "grey", "blob 0 of layer 'conv1' has shape 2×1×5×5; expected 2×3×5×5",
        "the input had other channels there (give its shape)")]
    [InlineData("52-shape-mismatch", "net", "same-count", "blob 0 of layer 'fc' has shape 4×6; expected 3×8")]
    [InlineData("52-shape-mismatch", "net", "more-classes", "blob 0 of layer 'fc' has shape 5×8; expected 3×8", "trained for 5 outputs, and num_output is 3",
        "blob 1 of 'fc' (5 in the file, 3 in the network)")]
    [InlineData("52-shape-mismatch", "net", "group", "blob 0 of layer 'conv' has shape 4×1×1×1; expected 4×2×1×1")]
    [InlineData("52-shape-mismatch", "net", "short", "23 values", "24")]
    [InlineData("52-shape-mismatch", "net", "long", "25 values", "24")]
    [InlineData("52-shape-mismatch", "net", "negative", "-3")]
    public void Reported_files_are_refused(string folder, string net, string file, params string[] said)
    {
        string path = File(folder, file);
        string message = Assert.Throws<WeightException>(() => LoadedNetwork.Open(Text(folder, net), path)).Message;
        Says(message, [path, .. said]);
    }

    [Theory]
    [InlineData("34-not-a-caffemodel", "sound")]
    [InlineData("52-shape-mismatch", "right")]
    [InlineData("52-shape-mismatch", "legacy")]
    public void Sound_files_load(string folder, string file) => LoadedNetwork.Open(Text(folder, "net"), File(folder, file)).Dispose();

    // Reports 28: of two phases of one name there is one layer; the weights that it reads are those that are asked for.
    [Fact]
    public void Layers_of_two_phases_are_one()
    {
        using LoadedNetwork network = LoadedNetwork.Load(
            Text("28-phases-same-name", "phases"), Weights(Layer("bn1", "BatchNorm", ([2], [1, 2]), ([2], [4, 4]), ([1], [1]))));
        Assert.Equal(["bn1", "relu1"], network.Network.Layers.Select(layer => layer.Name));
        Assert.Empty(network.Network.Notes);
    }

    private static string Conv(string name, string bottom, string top, string more) =>
        $$"""layer { name: "{{name}}" type: "Convolution" bottom: "{{bottom}}" top: "{{top}}" """ +
        $$"""convolution_param { num_output: 1 kernel_size: 1 {{more}} } }""";

    private static MemoryWeights Weights(params LayerTensors[] layers) => new(layers);

    private static LayerTensors Layer(string name, string type) => new(name, type, []);

    private static LayerTensors Layer(string name, string type, Shape shape, float[] values) =>
        new(name, type, [new Tensor(shape, values)]);

    private static LayerTensors Layer(string name, string type, params (int[] Shape, float[] Values)[] blobs) =>
        new(name, type, [.. blobs.Select(blob => new Tensor(Shape.Of(blob.Shape), blob.Values))]);

    private static string Text(string folder, string net) =>
        System.IO.File.ReadAllText(SharedFolder.Require("field", folder, net + ".prototxt"));

    private static string File(string folder, string file) =>
        SharedFolder.Require("field", folder, file.Contains('.') ? file : file + ".caffemodel");

    private static float[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => float.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static void Says(string message, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, message));
}
