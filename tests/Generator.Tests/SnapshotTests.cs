namespace CaffeSharpGen.Generator.Tests;

/// <summary>The generated code, to be read in review: five small networks and VGG-16.</summary>
public sealed class SnapshotTests
{
    private const string Plain = """
        name: "Plain"
        input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 4 kernel_size: 3 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "fc" type: "InnerProduct" bottom: "conv1" top: "fc" inner_product_param { num_output: 2 } }
        layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
        """;

    // Fan-out, several inputs and outputs, a second top, coefficients, shared weights.
    private const string Branching = """
        name: "Branching"
        layer { name: "left" type: "Input" top: "left" input_param { shape { dim: 1 dim: 4 dim: 6 dim: 6 } } }
        layer { name: "right" type: "Input" top: "right" input_param { shape { dim: 1 dim: 4 dim: 6 dim: 6 } } }
        layer { name: "conv/left" type: "Convolution" bottom: "left" top: "a" param { name: "w" } param { name: "b" } convolution_param { num_output: 6 kernel_size: 1 } }
        layer { name: "conv/right" type: "Convolution" bottom: "right" top: "b" param { name: "w" } param { name: "b" } convolution_param { num_output: 6 kernel_size: 1 } }
        layer { name: "difference" type: "Eltwise" bottom: "a" bottom: "b" top: "difference" eltwise_param { coeff: 1 coeff: -1 } }
        layer { name: "pool" type: "Pooling" bottom: "difference" top: "pool" top: "where" pooling_param { kernel_size: 2 stride: 2 } }
        layer { name: "parts" type: "Slice" bottom: "pool" top: "low" top: "high" slice_param { slice_point: 2 } }
        layer { name: "joined" type: "Concat" bottom: "low" bottom: "high" bottom: "pool" top: "joined" }
        """;

    // Weights that are shared one by one, with several layers.
    private const string Crossed = """
        name: "Crossed"
        input: "a" input_shape { dim: 1 dim: 2 }
        layer { name: "left" type: "InnerProduct" bottom: "a" top: "left" param { name: "w" } param { name: "c" } inner_product_param { num_output: 1 } }
        layer { name: "other" type: "InnerProduct" bottom: "a" top: "other" param { name: "w2" } param { name: "c2" } inner_product_param { num_output: 1 } }
        layer { name: "third" type: "InnerProduct" bottom: "a" top: "third" param { name: "w" } param { name: "c2" } inner_product_param { num_output: 1 } }
        layer { name: "own" type: "InnerProduct" bottom: "a" top: "own" param { name: "w" } inner_product_param { num_output: 1 } }
        """;

    // A batch that cannot change: images are joined.
    private const string Fixed = """
        name: "Fixed"
        input: "data" input_shape { dim: 2 dim: 4 dim: 3 dim: 3 }
        layer { name: "joined" type: "Reshape" bottom: "data" top: "joined" reshape_param { shape { dim: 1 dim: 72 } } }
        layer { name: "drop" type: "Dropout" bottom: "joined" top: "joined" }
        layer { name: "fc" type: "InnerProduct" bottom: "joined" top: "fc" inner_product_param { num_output: 3 bias_term: false } }
        """;

    // Data layers say what they do to pixels.
    private const string Trained = """
        name: "Trained"
        layer { name: "data" type: "ImageData" top: "data" top: "label"
          image_data_param { source: "train.txt" batch_size: 8 new_height: 40 new_width: 48 }
          transform_param { crop_size: 32 mirror: true scale: 0.017 mean_value: 103.94 mean_value: 116.78 mean_value: 123.68 } }
        layer { name: "other" type: "Data" top: "other" data_param { batch_size: 8 } transform_param { crop_size: 32 mean_file: "models\\\"mean\".binaryproto" } }
        layer { name: "both" type: "Concat" bottom: "data" bottom: "other" top: "both" }
        layer { name: "data transforms" type: "InnerProduct" bottom: "both" top: "fc" inner_product_param { num_output: 2 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "label" top: "loss" }
        """;

    // Names that collide, with each other and with members; a legacy format.
    private const string Awkward = """
        name: "2 awkward\nnames"
        layers { name: "forward" type: POWER bottom: "input" top: "x/y" power_param { power: -0.5 scale: 0.1 shift: 1e-3 } }
        layers { name: "x-y" type: TANH bottom: "x/y" top: "x-y" }
        layers { name: "x/y" type: SIGMOID bottom: "x-y" top: "again" }
        layers { name: "\"quoted\"" type: CROP_UNKNOWN bottom: "again" top: "out" }
        input: "input" input_dim: 10 input_dim: 2 input_dim: 3 input_dim: 5
        """;

    [Fact]
    public void Plain_network() => VerifyAll(new Prototxt("plain.prototxt", Plain));

    [Fact]
    public void Branching_network() => VerifyAll(new Prototxt("branching.prototxt", Branching));

    [Fact]
    public void Crossed_weights() => VerifyAll(new Prototxt("crossed.prototxt", Crossed));

    [Fact]
    public void Fixed_batch() => VerifyAll(new Prototxt("fixed.prototxt", Fixed));

    [Fact]
    public void Awkward_names() => VerifyAll(new Prototxt("awkward.prototxt", Awkward.Replace("type: CROP_UNKNOWN", "type: ABSVAL", StringComparison.Ordinal)));

    [Fact]
    public void Trained_network() => VerifyAll(new Prototxt("trained.prototxt", Trained));

    [Fact]
    public void Vgg16() => VerifyAll(Prototxt.FromModels("vgg16.prototxt"), "Vgg16");

    private static void VerifyAll(Prototxt file, string? className = null)
    {
        if (className is not null)
            file.Metadata["CaffeClassName"] = className;
        var run = new GeneratorRun(file);
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != Microsoft.CodeAnalysis.DiagnosticSeverity.Info));
        Assert.Equal(2, run.Sources.Count);
        // Both are looked at before the first difference fails the test.
        Assert.Multiple([.. run.Sources.Select(source => (Action)(() => Snapshot.Verify(source.Key.Replace(".g.cs", "", StringComparison.Ordinal), source.Value)))]);
        Assert.Empty(run.AllMessages()); // An unnecessary using would be a hidden one.
    }
}
