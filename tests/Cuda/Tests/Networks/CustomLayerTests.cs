using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Layers that code of the program computes run on the host, between two copies, in each of several passes.</summary>
[Collection(nameof(Gpu))]
public sealed class CustomLayerTests
{
    private const string Text = """
        name: 'Custom'
        layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 16 dim: 5 dim: 5 } } }
        layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: 'relu' type: 'ReLU' bottom: 'conv' top: 'conv' }
        layer { name: 'mine' type: 'Mine' bottom: 'conv' top: 'mine' }
        layer { name: 'both' type: 'Concat' bottom: 'conv' bottom: 'mine' top: 'both' }
        layer { name: 'fc' type: 'InnerProduct' bottom: 'both' top: 'fc' inner_product_param { num_output: 40 } }
        """;

    private static readonly NetworkDefinition Definition = NetworkCompiler.Compile(
        PrototxtParser.Parse(Text).Root, new NetOptions(CustomLayers: CustomLayerType.Parse("Mine=same")!.Value)).Network!;

    private static readonly CustomLayerCode Square = new(
        layer =>
        {
            for (int i = 0; i < layer.Tops[0].Span.Length; i++)
                layer.Tops[0][i] = layer.Bottoms[0][i] * layer.Bottoms[0][i];
        },
        layer =>
        {
            for (int i = 0; i < layer.Tops[0].Span.Length; i++)
                layer.BottomGradients[0]![i] = 2 * layer.Bottoms[0][i] * layer.TopGradients[0][i];
        });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Values_and_gradients_equal_the_CPU(int batchSize)
    {
        using CudaDevice gpu = Gpu.Open();
        using var cpu = Device.Scalar();
        using Network actual = Load(gpu, batchSize, Square), expected = Load(cpu, batchSize, Square);
        for (int pass = 0; pass < 6; pass++)
        {
            float[][] all = [.. new[] { actual, expected }.Select(network =>
            {
                Fill(network, pass);
                network.Forward();
                network.Backward(network["fc"][pass * 6], network["data"], (ReluRule)(pass % 3));
                return (float[])[.. network["fc"].Activation.Span, .. network["data"].Gradient.Span];
            })];
            double largest = all[1].Max(Math.Abs);
            Assert.All(all[1].Zip(all[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, largest)));
        }
    }

    [Fact]
    public void Without_code_what_does_not_depend_on_it_runs()
    {
        using CudaDevice gpu = Gpu.Open();
        using Network network = Load(gpu, 1, null);
        for (int pass = 0; pass < 4; pass++)
        {
            Fill(network, pass);
            network.Forward();
            network.Backward(network["relu"][pass], network["data"]);
            Assert.Contains(network["relu"].Activation.Span.ToArray(), x => x > 0);
            Assert.Contains("layer 'mine' (Mine), for which the program has no code", Assert.Throws<InvalidOperationException>(() => network["fc"].Activation).Message);
        }
    }

    private static void Fill(Network network, int seed)
    {
        var random = new Random(seed);
        network.Inputs[0].Set([.. Enumerable.Range(0, network.Inputs[0].Shape.Count).Select(_ => random.NextSingle() * 2 - 1)]);
    }

    private static Network Load(Device device, int batchSize, CustomLayerCode? code)
    {
        var random = new Random(3);
        Tensor Make(Shape shape)
        {
            var weights = new Tensor(shape);
            foreach (ref float weight in weights.Span)
                weight = (random.NextSingle() * 2 - 1) * 0.4f;
            return weights;
        }
        using var weights = new MemoryWeights(
        [
            .. from step in Definition.Steps
               where step.Weights.Length > 0
               select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(Make)]),
        ]);
        var options = new LoadOptions { Device = device, BatchSize = batchSize };
        if (code is not null)
            options = options with { CustomLayers = new Dictionary<string, CustomLayerCode> { ["Mine"] = code } };
        return new Network(Definition, weights, options, leaveOpen: true);
    }
}
