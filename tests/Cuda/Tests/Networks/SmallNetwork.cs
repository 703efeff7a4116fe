using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>
/// A network of a few thousand multiplications with what passes differ by: fused groups, a residual, parts of a Concat, a value that is
/// read twice, pooling both ways, LRN, products.
/// </summary>
internal static class SmallNetwork
{
    private const string Text = """
        name: 'Small'
        layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 9 dim: 9 } } }
        layer { name: 'conv1' type: 'Convolution' bottom: 'data' top: 'conv1' convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: 'relu1' type: 'ReLU' bottom: 'conv1' top: 'conv1' }
        layer { name: 'norm1' type: 'LRN' bottom: 'conv1' top: 'norm1' lrn_param { local_size: 5 alpha: 0.1 } }
        layer { name: 'pool1' type: 'Pooling' bottom: 'norm1' top: 'pool1' pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
        layer { name: 'left' type: 'Convolution' bottom: 'pool1' top: 'left' convolution_param { num_output: 16 kernel_size: 1 } }
        layer { name: 'left_relu' type: 'ReLU' bottom: 'left' top: 'left' }
        layer { name: 'right' type: 'Convolution' bottom: 'pool1' top: 'right' convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: 'right_relu' type: 'ReLU' bottom: 'right' top: 'right' relu_param { negative_slope: 0.1 } }
        layer { name: 'both' type: 'Concat' bottom: 'left' bottom: 'right' top: 'both' }
        layer { name: 'conv2' type: 'Convolution' bottom: 'both' top: 'conv2' convolution_param { num_output: 32 kernel_size: 3 pad: 1 bias_term: false } }
        layer { name: 'bn2' type: 'BatchNorm' bottom: 'conv2' top: 'conv2' }
        layer { name: 'scale2' type: 'Scale' bottom: 'conv2' top: 'conv2' scale_param { bias_term: true } }
        layer { name: 'sum' type: 'Eltwise' bottom: 'both' bottom: 'conv2' top: 'sum' }
        layer { name: 'sum_relu' type: 'ReLU' bottom: 'sum' top: 'sum' }
        layer { name: 'dw' type: 'Convolution' bottom: 'sum' top: 'dw' convolution_param { num_output: 32 group: 32 kernel_size: 3 pad: 1 } }
        layer { name: 'pool2' type: 'Pooling' bottom: 'dw' top: 'pool2' pooling_param { pool: AVE global_pooling: true } }
        layer { name: 'fc' type: 'InnerProduct' bottom: 'pool2' top: 'fc' inner_product_param { num_output: 10 } }
        layer { name: 'prob' type: 'Softmax' bottom: 'fc' top: 'prob' }
        """;

    public static NetworkDefinition Definition { get; } = Compile(Text);

    /// <summary>Loads it on a device, with weights that are the same every time.</summary>
    public static Network Load(Device device, int batchSize = 1) => Load(Definition, device, batchSize);

    /// <summary>Loads another one on a device, with weights that are the same every time.</summary>
    public static Network Load(string prototxt, Device device) => Load(Compile(prototxt), device, 1);

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

    /// <summary>An input, another for each seed.</summary>
    public static float[] Input(int batchSize, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, batchSize * 3 * 9 * 9).Select(_ => random.NextSingle() * 2 - 1)];
    }

    private static Tensor Make(Shape shape, string type, Random random)
    {
        var weights = new Tensor(shape);
        foreach (ref float weight in weights.Span)
            weight = type == "BatchNorm" ? 0.5f + random.NextSingle() : (random.NextSingle() * 2 - 1) * 0.4f;
        return weights;
    }

    private static NetworkDefinition Compile(string text)
    {
        (NetworkDefinition? network, _) = NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, new NetOptions());
        return network!;
    }
}
