using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>All generations of the format give one network.</summary>
public sealed class UpgradeTests
{
    private const string Today = """
        name: "net"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 9 dim: 9 } } }
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 4 kernel_size: 3 pad: 1 group: 1 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "norm1" type: "LRN" bottom: "conv1" top: "norm1" lrn_param { local_size: 3 alpha: 0.5 beta: 0.6 } }
        layer { name: "pool1" type: "Pooling" bottom: "norm1" top: "pool1" pooling_param { pool: AVE kernel_size: 3 stride: 2 } }
        layer { name: "fc" type: "InnerProduct" bottom: "pool1" top: "fc" inner_product_param { num_output: 5 bias_term: false } }
        layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
        """;

    private const string Second = """
        name: "net"
        layers { name: "conv1" type: CONVOLUTION bottom: "data" top: "conv1" blobs_lr: 1 blobs_lr: 2 weight_decay: 1 convolution_param { num_output: 4 kernel_size: 3 pad: 1 } }
        layers { name: "relu1" type: 18 bottom: "conv1" top: "conv1" }
        layers { name: "norm1" type: LRN bottom: "conv1" top: "norm1" lrn_param { local_size: 3 alpha: 0.5 beta: 0.6 } }
        layers { name: "pool1" type: POOLING bottom: "norm1" top: "pool1" pooling_param { pool: 1 kernel_size: 3 stride: 2 } }
        layers { name: "fc" type: INNER_PRODUCT bottom: "pool1" top: "fc" inner_product_param { num_output: 5 bias_term: false } }
        layers { name: "prob" type: SOFTMAX bottom: "fc" top: "prob" }
        input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
        """;

    private const string First = """
        name: "net"
        input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
        layers { layer { name: "pad1" type: "padding" pad: 1 } bottom: "data" top: "pad1" }
        layers { layer { name: "conv1" type: "conv" num_output: 4 kernelsize: 3 group: 1 weight_filler { type: "gaussian" std: 0.01 } blobs_lr: 1. } bottom: "pad1" top: "conv1" }
        layers { layer { name: "relu1" type: "relu" } bottom: "conv1" top: "conv1" }
        layers { layer { name: "norm1" type: "lrn" local_size: 3 alpha: 0.5 beta: 0.6 } bottom: "conv1" top: "norm1" }
        layers { layer { name: "pool1" type: "pool" pool: AVE kernelsize: 3 stride: 2 } bottom: "norm1" top: "pool1" }
        layers { layer { name: "fc" type: "innerproduct" num_output: 5 biasterm: false } bottom: "pool1" top: "fc" }
        layers { layer { name: "prob" type: "softmax" } bottom: "fc" top: "prob" }
        """;

    [Fact]
    public void Three_generations_give_one_network()
    {
        NetworkDefinition today = NetworkText.Compile(Today);
        Assert.Equal(today, NetworkText.Compile(Second));
        Assert.Equal(today, NetworkText.Compile(First));
    }

    // Caffe's UpgradeV0PaddingLayers asks which layer wrote a blob last.
    [Fact]
    public void A_blob_is_padded_until_another_layer_writes_it()
    {
        NetworkDefinition network = NetworkText.Compile("""
            input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
            layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "x" }
            layers { layer { name: "conv" type: "conv" num_output: 4 kernelsize: 3 } bottom: "x" top: "x" }
            layers { layer { name: "pool" type: "pool" pool: MAX kernelsize: 3 stride: 3 } bottom: "x" top: "p" }
            layers { layer { name: "relu" type: "relu" } bottom: "x" top: "r" }
            """);
        Assert.Equal(["1×3×9×9", "1×4×9×9", "1×4×3×3", "1×4×9×9"], network.Values.Select(value => value.Shape.For(1).ToString()));
        Assert.Equal([[0], [1], [1]], network.Steps.Select(step => step.Inputs.ToArray()));
        Assert.Equal(1, Assert.IsType<Operations.Convolution>(network.Steps[0].Operation).PadH);
        Assert.Equal(0, Assert.IsType<Operations.Pooling>(network.Steps[1].Operation).PadH);
    }

    [Fact]
    public void Also_the_locally_connected_layer_of_forks()
    {
        NetworkDefinition network = NetworkText.Compile("""
            input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 8
            layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "p" }
            layers { layer { name: "local" type: "locally_connected" num_output: 4 kernelsize: 3 stride: 2 } bottom: "p" top: "l" }
            """);
        Assert.Equal("1×4×5×4", network.Values[^1].Shape.For(1).ToString());
        Assert.Equal(["4×1×27×20", "1×1×4×20"], network.Steps[^1].Weights.Select(weight => weight.ToString()));
    }

    [Fact]
    public void A_padding_layer_in_front_of_anything_else_is_an_error()
    {
        string message = Assert.Single(NetworkText.Errors("""
            input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
            layers { layer { name: "conv" type: "conv" num_output: 4 kernelsize: 3 } bottom: "data" top: "x" }
            layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "x" top: "x" }
            layers { layer { name: "relu" type: "relu" } bottom: "x" top: "x" }
            """)).Message;
        Assert.Equal("layer 'relu' (ReLU) reads the padding layer 'x', which can stand in front of a convolution or pooling only", message);
    }

    [Fact]
    public void A_training_net_becomes_one_for_use()
    {
        NetworkDefinition network = NetworkText.Compile("""
            name: "net"
            layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TRAIN } transform_param { crop_size: 227 } data_param { source: "train" batch_size: 64 } }
            layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST } transform_param { crop_size: 9 } data_param { source: "test" batch_size: 50 } }
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 5 } }
            layer { name: "drop" type: "Dropout" bottom: "fc" top: "fc" exclude { phase: TEST } }
            layer { name: "accuracy" type: "Accuracy" bottom: "fc" bottom: "label" top: "accuracy" include { phase: TEST } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "label" top: "loss" }
            """);
        Assert.Equal(["data", "fc"], network.Values.Select(value => value.Name));
        Assert.Equal("1×3×9×9", network.Values[0].Shape.For(1).ToString());
    }

    [Fact]
    public void A_kept_loss_becomes_its_prediction()
    {
        ParsedPrototxt parsed = PrototxtParser.Parse("""
            layers { name: "data" type: DATA top: "data" top: "label" data_param { batch_size: 4 } }
            layers { name: "fc" type: INNER_PRODUCT bottom: "data" top: "fc" inner_product_param { num_output: 5 } }
            layers { name: "loss" type: SOFTMAX_LOSS bottom: "fc" bottom: "label" }
            """);
        (NetworkDefinition? network, _) = NetworkCompiler.Compile(parsed.Root, new NetOptions(KeepLoss: true, InputShape: [1, 3, 2, 2]));
        Assert.Equal(["data", "fc", "loss"], network!.Values.Select(value => value.Name));
        Assert.Equal("Softmax", network.Steps[1].LayerType);
    }

    [Theory]
    [InlineData("layer { name: 'd' type: 'ImageData' top: 'd' image_data_param { new_height: 5 new_width: 6 is_color: false } }", "1×1×5×6")]
    [InlineData("layer { name: 'd' type: 'MemoryData' top: 'd' top: 'l' memory_data_param { batch_size: 2 channels: 3 height: 5 width: 6 } }", "1×3×5×6")]
    [InlineData("layer { name: 'd' type: 'DummyData' top: 'd' dummy_data_param { num: 2 channels: 3 height: 5 width: 6 } }", "1×3×5×6")]
    [InlineData("layer { name: 'd' type: 'DummyData' top: 'd' dummy_data_param { shape { dim: 2 dim: 7 } } }", "1×7")]
    [InlineData("layer { name: 'd' type: 'WindowData' top: 'd' window_data_param { crop_size: 8 } }", "1×3×8×8")]
    [InlineData("layers { layer { name: 'd' type: 'images' batchsize: 3 cropsize: 8 } top: 'd' } layers { layer { name: 'unused' type: 'relu' } bottom: 'd' top: 'e' }", "1×3×8×8")]
    public void Data_layers_become_inputs(string data, string shape)
    {
        string reader = data.StartsWith("layers", StringComparison.Ordinal) ? "" : "layer { name: 'r' type: 'ReLU' bottom: 'd' top: 'r' }";
        NetworkDefinition network = NetworkText.Compile(data + reader);
        Assert.Equal(("Input", shape), (network.Values[0].LayerType, network.Values[0].Shape.For(1).ToString()));
    }

    [Fact]
    public void Stages_and_levels_choose_layers()
    {
        const string Net = """
            input: "x" input_shape { dim: 1 dim: 2 }
            layer { name: "a" type: "TanH" bottom: "x" top: "a" include { stage: "deploy" } }
            layer { name: "b" type: "TanH" bottom: "x" top: "b" include { not_stage: "deploy" } }
            layer { name: "c" type: "TanH" bottom: "x" top: "c" include { min_level: 2 max_level: 3 } }
            layer { name: "d" type: "TanH" bottom: "x" top: "d" exclude { min_level: 1 } }
            """;
        Assert.Equal(["b", "d"], Steps(new NetOptions()));
        Assert.Equal(["a", "c"], Steps(new NetOptions(Level: 2, Stages: ["deploy"])));

        static IEnumerable<string> Steps(NetOptions options) =>
            NetworkCompiler.Compile(PrototxtParser.Parse(Net).Root, options).Network!.Steps.Select(step => step.Layer);
    }

    [Fact]
    public void A_given_input_shape_replaces_that_of_the_only_input()
    {
        Assert.Equal("1×3×12×12", NetworkText.Compile(Today, 1, 3, 12, 12).Values[0].Shape.For(1).ToString());
        Assert.Equal("1×3×12×12", NetworkText.Compile(Second, 1, 3, 12, 12).Values[0].Shape.For(1).ToString());
    }

    [Theory]
    [InlineData("input: 'x' layer { name: 'a' type: 'TanH' bottom: 'x' top: 'a' }", "CaffeInputShape")]
    [InlineData("layer { name: 'd' type: 'Data' top: 'd' } layer { name: 'a' type: 'TanH' bottom: 'd' top: 'a' }", "CaffeInputShape")]
    [InlineData("layer { name: 'a' type: 'TanH' } layers { name: 'b' type: TANH }", "use one of them")]
    [InlineData("layers { name: 'b' }", "has no type")]
    [InlineData("layers { name: 'b' type: CONVOLUTOIN }", "did you mean 'CONVOLUTION'?")]
    [InlineData("layers { layer { name: 'b' type: 'conw' } }", "did you mean 'conv'?")]
    [InlineData("input: 'x' input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 1 layer { name: 'a' type: 'TanH' bottom: 'x' top: 'a' include { phase: TEST } exclude { phase: TRAIN } }", "include and exclude")]
    public void What_cannot_be_upgraded_is_an_error(string text, string said) =>
        Assert.Contains(NetworkText.Errors(text), error => error.Message.Contains(said, StringComparison.Ordinal));
}
