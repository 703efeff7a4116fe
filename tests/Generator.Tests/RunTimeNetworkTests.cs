using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>A prototxt that is compiled at run time gives the bits of the one that is compiled into the program, forward and backward.</summary>
public sealed class RunTimeNetworkTests
{
    // Weights of the others are hundreds of megabytes; their definitions are compared in TableTests.
    [Theory]
    [InlineData("scenes.prototxt")]
    [InlineData("squeezenet_v1.0.prototxt")]
    [InlineData("squeezenet_v1.1.prototxt")]
    [InlineData("mobilenet_v1.prototxt")]
    [InlineData("googlenet.prototxt")]
    [InlineData("nin.prototxt")]
    [InlineData("densenet121.prototxt")]
    [InlineData("scenes_caption.prototxt")]
    [InlineData("scenes_vqa.prototxt")]
    public void Bits_are_equal(string file) => Require(Prototxt.FromModels(file).GetText()!.ToString());

    [Fact]
    public void Also_of_a_network_of_many_kinds_of_layers() => Require("""
        name: "many"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 20 dim: 20 } } }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 16 kernel_size: 3 bias_term: false } }
        layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
        layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" relu_param { negative_slope: 0.1 } }
        layer { name: "norm" type: "LRN" bottom: "conv" top: "norm" lrn_param { local_size: 3 alpha: 0.3 } }
        layer { name: "pool" type: "Pooling" bottom: "norm" top: "pool" pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
        layer { name: "up" type: "Deconvolution" bottom: "pool" top: "up" convolution_param { num_output: 16 kernel_size: 2 stride: 2 } }
        layer { name: "same" type: "Crop" bottom: "up" bottom: "norm" top: "same" crop_param { axis: 2 } }
        layer { name: "sum" type: "Eltwise" bottom: "same" bottom: "norm" top: "sum" eltwise_param { coeff: 1 coeff: -0.5 } }
        layer { name: "both" type: "Concat" bottom: "sum" bottom: "norm" top: "both" }
        layer { name: "prelu" type: "PReLU" bottom: "both" top: "prelu" }
        layer { name: "fc" type: "InnerProduct" bottom: "prelu" top: "fc" inner_product_param { num_output: 5 } }
        layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
        """);

    [Fact]
    public void Also_of_layers_that_read_nothing_or_become_several_operations() => Require("""
        name: "several"
        layer { name: "one" type: "DummyData" top: "one" dummy_data_param { shape { dim: 80 } data_filler { type: "constant" value: 0.25 } } }
        layer { name: "learned" type: "Parameter" top: "learned" parameter_param { shape { dim: 80 } } }
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 11 dim: 12 } } }
        layer { name: "mvn" type: "MVN" bottom: "data" top: "mvn" }
        layer { name: "conv" type: "Convolution" bottom: "mvn" top: "conv" convolution_param { num_output: 16 kernel_size: 3 } }
        layer { name: "swish" type: "Swish" bottom: "conv" top: "conv" }
        layer { name: "spp" type: "SPP" bottom: "conv" top: "spp" spp_param { pyramid_height: 2 } }
        layer { name: "times" type: "Scale" bottom: "spp" bottom: "learned" top: "times" }
        layer { name: "plus" type: "Bias" bottom: "times" bottom: "one" top: "plus" }
        layer { name: "bnll" type: "BNLL" bottom: "plus" top: "bnll" }
        layer { name: "clip" type: "Clip" bottom: "bnll" top: "clip" clip_param { min: 0.1 max: 6 } }
        layer { name: "fc" type: "InnerProduct" bottom: "clip" top: "fc" inner_product_param { num_output: 5 } }
        layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
        """);

    [Fact]
    public void Also_of_a_recurrent_network() => Require("""
        name: "steps"
        layer { name: "cont" type: "ContinuationIndicator" top: "cont" continuation_indicator_param { time_step: 4 batch_size: 2 } }
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 4 dim: 2 dim: 5 } } }
        layer { name: "lstm" type: "LSTM" bottom: "data" bottom: "cont" top: "lstm" recurrent_param { num_output: 6 } }
        layer { name: "rnn" type: "RNN" bottom: "lstm" bottom: "cont" top: "rnn" recurrent_param { num_output: 7 } }
        layer { name: "Lstm" type: "Lstm" bottom: "rnn" top: "Lstm" lstm_param { num_output: 3 } }
        layer { name: "tile" type: "Tile" bottom: "Lstm" top: "tile" tile_param { axis: 2 tiles: 2 } }
        layer { name: "sum" type: "Reduction" bottom: "tile" top: "sum" reduction_param { axis: 2 operation: SUMSQ } }
        """);

    private static void Require(string prototxt)
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(prototxt).Definition;
        using MemoryWeights weights = WeightsFor(definition);
        using LoadedNetwork compiled = LoadedNetwork.Load(prototxt, weights, leaveOpen: true);
        using var device = Device.Cpu(2);
        using var dynamic = new Network(definition, weights, device, leaveOpen: true);
        Assert.Equal(compiled.Network.Hooks.Select(hook => hook.ToString()), dynamic.Hooks.Select(hook => hook.ToString()));
        foreach (Network network in new[] { compiled.Network, dynamic })
        {
            var random = new Random(5);
            foreach (InputHook input in network.Inputs)
                input.Set([.. Enumerable.Range(0, input.Shape.Count).Select(_ => random.NextSingle() * 2 - 1)]);
            network.Forward();
        }
        Hook output = dynamic.Hooks[^1];
        RequireEqual(compiled.Network.Hooks[^1].Activation, output.Activation);
        foreach (ReluRule rule in new[] { ReluRule.Standard, ReluRule.Guided })
        {
            compiled.Network.Backward(Logits(compiled.Network)[1], compiled.Network.Inputs[0], rule);
            dynamic.Backward(Logits(dynamic)[1], dynamic.Inputs[0], rule);
            RequireEqual(compiled.Network.Inputs[0].Gradient, dynamic.Inputs[0].Gradient);
        }
    }

    // A sigmoid of large values passes no gradient.
    private static Hook Logits(Network network) =>
        network.Hooks[^1] is { LayerType: "Sigmoid" } ? network.Hooks[^2] : network.Hooks[^1].BeforeSoftmax;

    private static void RequireEqual(Tensor expected, Tensor found)
    {
        Assert.True(expected.Span.ContainsAnyExcept(0f));
        Assert.All(expected.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.Equal(
            expected.Span.ToArray().Select(BitConverter.SingleToInt32Bits), found.Span.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    // As large as their sums need to stay near 1.
    private static MemoryWeights WeightsFor(NetworkDefinition definition)
    {
        var random = new Random(3);
        return new MemoryWeights(definition.Steps.Where(step => step.Weights.Length > 0).GroupBy(step => step.Layer).Select(steps => new LayerTensors(
            steps.Key, steps.First().LayerType, [.. steps.SelectMany(step => step.Weights.Select(shape => WeightFor(step, shape)))])));

        Tensor WeightFor(StepDefinition step, Shape shape)
        {
            float size = 1.7f / MathF.Sqrt(Math.Max(1, shape.CountFrom(1)));
            return new Tensor(shape, Enumerable.Range(0, shape.Count).Select(_ => Signed(step, (random.NextSingle() * 2 - 0.8f) * size)).ToArray());
        }

        // No variance is negative, and none is divided by next to nothing.
        static float Signed(StepDefinition step, float weight) => step.Operation.DivisorWeight >= 0 ? 0.5f + MathF.Abs(weight) : weight;
    }
}
