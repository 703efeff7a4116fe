using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Two convolutions and the normalizations behind them share all weights by name, but the normalizations differ in eps.</summary>
public sealed class SharedNormalizationTests
{
    private const string Text = """
        input: 'data' input_shape { dim: 1 dim: 16 dim: 4 dim: 4 }
        layer { name: 'conv1' type: 'Convolution' bottom: 'data' top: 'conv1' param { name: 'w' }
          convolution_param { num_output: 16 kernel_size: 3 pad: 1 bias_term: false } }
        layer { name: 'bn1' type: 'BatchNorm' bottom: 'conv1' top: 'bn1' param { name: 'm' } param { name: 'v' } param { name: 'f' }
          batch_norm_param { eps: 0.001 } }
        layer { name: 'conv2' type: 'Convolution' bottom: 'data' top: 'conv2' param { name: 'w' }
          convolution_param { num_output: 16 kernel_size: 3 pad: 1 bias_term: false } }
        layer { name: 'bn2' type: 'BatchNorm' bottom: 'conv2' top: 'bn2' param { name: 'm' } param { name: 'v' } param { name: 'f' }
          batch_norm_param { eps: 3 } }
        """;

    [Fact]
    public void Packed_weights_are_not_shared_by_layers_that_compute_something_else()
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(Text).Definition;
        Tensor weights = new([16, 16, 3, 3]), mean = new([16]), variance = new([16]), factor = new([1], new float[] { 1 });
        weights.Span.Fill(0.125f);
        variance.Span.Fill(1);
        using var network = new Network(definition, new MemoryWeights(
        [
            new LayerTensors("conv1", "Convolution", [weights]), new LayerTensors("bn1", "BatchNorm", [mean, variance, factor]),
            new LayerTensors("conv2", "Convolution", [weights]), new LayerTensors("bn2", "BatchNorm", [mean, variance, factor]),
        ]));
        float[] ones = new float[16 * 16];
        Array.Fill(ones, 1);
        network.Inputs[0].Set(ones);
        network.Forward();
        // Inside the plane, 16·9/8 = 18 before the normalization.
        Assert.Equal(18 / Math.Sqrt(1.001), network["bn1"].Activation[5], 1e-4);
        Assert.Equal(18 / Math.Sqrt(4), network["bn2"].Activation[5], 1e-4);
    }
}
