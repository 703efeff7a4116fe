using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Layers by position, as Torch counts them.</summary>
public sealed class LayerPositionTests(LayerPositionTests.Vgg16 vgg16) : IClassFixture<LayerPositionTests.Vgg16>
{
    [Theory]
    [InlineData("1", "conv1_1")]
    [InlineData("2", "relu1_1")]
    [InlineData("29", "conv5_3")]
    [InlineData("30", "relu5_3")]
    [InlineData("31", "pool5")]
    [InlineData("conv5_3", "conv5_3")]
    public void Vgg16_has_it(string asked, string layer) => Assert.Equal(layer, LayerName.Find(vgg16.Network, asked).Name);

    [Theory]
    [InlineData("0", "no layer number 0", "expected 1 … 40")]
    [InlineData("41", "no layer number 41", "expected 1 … 40")]
    [InlineData("32", "layer number 32", "Torch flattens")]
    [InlineData("33", "layer 'fc6'", "a height and a width, such as 'pool5'")]
    [InlineData("relu53", "no layer 'relu53'", "relu5_3")]
    [InlineData("-30", "no layer '-30'", "nearest names")]
    public void Vgg16_has_no_map_there(string asked, params string[] expected)
    {
        UserError error = Assert.Throws<UserError>(() => LayerName.Find(vgg16.Network, asked));
        Assert.All(expected, part => Assert.Contains(part, error.Message));
    }

    /// <summary>Position 12 of Scenes: conv1 relu1 pool1 conv2 relu2 pool2 conv3 relu3 conv4 relu4 conv5 relu5.</summary>
    [Theory]
    [InlineData("1", "conv1")]
    [InlineData("12", "relu5")]
    public void Scenes_as_a_program(string position, string layer)
    {
        using var place = new Workplace();
        Assert.Contains($"layer    {layer}", place.Run("-layer_name", position, "-label", "5").Succeeded().Out);
    }

    /// <summary>VGG-16's layers with few channels and weights of zero.</summary>
    public sealed class Vgg16 : IDisposable
    {
        public Vgg16()
        {
            using var reader = new StreamReader(typeof(Vgg16).Assembly.GetManifestResourceStream("vgg16_tiny.prototxt")!);
            NetworkDefinition definition = CompiledPrototxt.Parse(reader.ReadToEnd()).Definition;
            Network = Vgg16Tiny.Load(new MemoryWeights(definition.Steps.Select(step => new LayerTensors(
                step.Layer, step.LayerType, [.. step.Weights.Select(weight => new Tensor(weight))]))));
        }

        public Network Network { get; }

        public void Dispose() => Network.Dispose();
    }
}
