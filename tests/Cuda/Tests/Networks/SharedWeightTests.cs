using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Layers that share weights and do different things with them.</summary>
[Collection(nameof(Gpu))]
public sealed class SharedWeightTests
{
    private const string Text = """
        name: 'Shared'
        layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 2 dim: 3 dim: 3 } } }
        layer { name: 'a' type: 'Convolution' bottom: 'data' top: 'a' param { name: 'w' }
            convolution_param { num_output: 4 kernel_size: 3 pad: 1 bias_term: false } }
        layer { name: 'a_bn' type: 'BatchNorm' bottom: 'a' top: 'a' param { name: 'm' } param { name: 'v' } param { name: 'f' }
            batch_norm_param { eps: 0.1 } }
        layer { name: 'a_relu' type: 'ReLU' bottom: 'a' top: 'a' }
        layer { name: 'b' type: 'Convolution' bottom: 'data' top: 'b' param { name: 'w' }
            convolution_param { num_output: 4 kernel_size: 3 pad: 1 bias_term: false } }
        layer { name: 'b_bn' type: 'BatchNorm' bottom: 'b' top: 'b' param { name: 'm' } param { name: 'v' } param { name: 'f' }
            batch_norm_param { eps: 2.0 } }
        layer { name: 'b_relu' type: 'ReLU' bottom: 'b' top: 'b' }
        """;

    [Fact]
    public void Normalizations_of_one_mean_and_variance_have_each_their_own_eps()
    {
        using CudaDevice gpu = Gpu.Open();
        using var cpu = Device.Scalar();
        using Network actual = Load(gpu), expected = Load(cpu);
        float[] input = [.. Enumerable.Range(0, 18).Select(i => i % 5 - 1.5f)];
        foreach (Network network in new[] { actual, expected })
        {
            network.Inputs[0].Set(input);
            network.Forward();
        }
        foreach (string value in new[] { "a_relu", "b_relu" })
        {
            float[] right = expected[value].Activation.Span.ToArray(), found = actual[value].Activation.Span.ToArray();
            Assert.All(right.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    private static Network Load(Device device)
    {
        (NetworkDefinition? network, _) = NetworkCompiler.Compile(PrototxtParser.Parse(Text).Root, new NetOptions());
        var random = new Random(3);
        using var weights = new MemoryWeights(
        [
            .. from step in network!.Steps
               where step.Weights.Length > 0 && step.Layer.StartsWith('a')
               select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape => Make(shape, random))]),
        ]);
        return new Network(network, weights, device, leaveOpen: true);
    }

    private static Tensor Make(Shape shape, Random random)
    {
        var weights = new Tensor(shape);
        foreach (ref float weight in weights.Span)
            weight = 0.25f + random.NextSingle();
        return weights;
    }
}
