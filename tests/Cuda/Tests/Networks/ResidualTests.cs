using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Sums of values that are related: one twice, one and what is computed from it; fused with what is around them.</summary>
[Collection(nameof(Gpu))]
public sealed class ResidualTests
{
    private const string Conv = "type: 'Convolution' convolution_param { num_output: 16 kernel_size: 3 pad: 1 }";

    [Theory]
    [InlineData("""
        layer { name: 'c' bottom: 'data' top: 'c' CONV }
        layer { name: 's' type: 'Eltwise' bottom: 'c' bottom: 'c' top: 's' }
        layer { name: 'r' type: 'ReLU' bottom: 's' top: 's' }
        """)]
    [InlineData("""
        layer { name: 's' type: 'Eltwise' bottom: 'data' bottom: 'data' top: 's' }
        layer { name: 'r' type: 'ReLU' bottom: 's' top: 's' }
        """)]
    [InlineData("""
        layer { name: 'c' bottom: 'data' top: 'c' CONV }
        layer { name: 'q' type: 'ReLU' bottom: 'c' top: 'q' }
        layer { name: 's' type: 'Eltwise' bottom: 'c' bottom: 'q' top: 's' }
        layer { name: 'r' type: 'ReLU' bottom: 's' top: 's' }
        """)]
    [InlineData("""
        layer { name: 'c' bottom: 'data' top: 'c' CONV }
        layer { name: 's' type: 'Eltwise' bottom: 'data' bottom: 'c' top: 's' eltwise_param { coeff: 1 coeff: -1 } }
        layer { name: 'r' type: 'ReLU' bottom: 's' top: 's' }
        """)]
    [InlineData("""
        layer { name: 'q' type: 'ReLU' bottom: 'data' top: 'q' }
        layer { name: 'c' bottom: 'q' top: 'c' CONV }
        layer { name: 's' type: 'Eltwise' bottom: 'c' bottom: 'q' top: 's' }
        layer { name: 'r' type: 'ReLU' bottom: 's' top: 's' }
        """)]
    [InlineData("""
        layer { name: 'q' bottom: 'data' top: 'q' CONV }
        layer { name: 'b' type: 'BatchNorm' bottom: 'q' top: 'b' }
        layer { name: 'c' type: 'Convolution' bottom: 'b' top: 'c' convolution_param { num_output: 16 kernel_size: 1 } }
        layer { name: 's' type: 'Eltwise' bottom: 'b' bottom: 'c' top: 's' }
        layer { name: 't' type: 'Eltwise' bottom: 's' bottom: 'b' top: 't' }
        layer { name: 'r' type: 'ReLU' bottom: 't' top: 't' relu_param { negative_slope: 0.2 } }
        """)]
    [InlineData("""
        layer { name: 'c' bottom: 'data' top: 'c' CONV }
        layer { name: 'k' type: 'Concat' bottom: 'c' bottom: 'data' bottom: 'c' top: 'k' }
        layer { name: 'd' bottom: 'k' top: 'd' CONV }
        layer { name: 's' type: 'Eltwise' bottom: 'd' bottom: 'c' top: 's' }
        layer { name: 'r' type: 'PReLU' bottom: 's' top: 'r' }
        """)]
    public void Forward_and_gradients_equal_the_CPU(string layers)
    {
        const string shape = "shape { dim: 1 dim: 16 dim: 5 dim: 5 }";
        string text = $"name: 'R' layer {{ name: 'data' type: 'Input' top: 'data' input_param {{ {shape} }} }} " + layers.Replace("CONV", Conv, StringComparison.Ordinal);
        (NetworkDefinition? definition, _) = NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, new NetOptions());
        using CudaDevice gpu = Gpu.Open();
        using var cpu = Device.Scalar();
        foreach (int batchSize in new[] { 1, 3 })
        {
            using Network actual = Load(definition!, gpu, batchSize), expected = Load(definition!, cpu, batchSize);
            for (int pass = 0; pass < 5; pass++)
            {
                var rule = (ReluRule)(pass % 3);
                float[][] all = [.. new[] { actual, expected }.Select(network =>
                {
                    var random = new Random(pass);
                    network.Inputs[0].Set([.. Enumerable.Range(0, batchSize * 400).Select(_ => random.NextSingle() * 2 - 1)]);
                    network.Forward();
                    network.Backward(network.Hooks[^1][pass * 7], network.Inputs[0], rule);
                    return (float[])[.. network.Hooks[^1].Activation.Span, .. network.Inputs[0].Gradient.Span];
                })];
                double largest = all[1].Max(Math.Abs);
                Assert.All(all[1].Zip(all[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, largest)));
            }
        }
    }

    private static Network Load(NetworkDefinition definition, Device device, int batchSize)
    {
        var random = new Random(3);
        using var weights = new MemoryWeights(
        [
            .. from step in definition.Steps
               where step.Weights.Length > 0
               select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape => Make(shape, step.LayerType, random))]),
        ]);
        return new Network(definition, weights, device, batchSize, leaveOpen: true);
    }

    private static Tensor Make(Shape shape, string type, Random random)
    {
        var weights = new Tensor(shape);
        foreach (ref float weight in weights.Span)
            weight = type == "BatchNorm" ? 0.5f + random.NextSingle() : (random.NextSingle() * 2 - 1) * 0.4f;
        return weights;
    }
}
