using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Who renames a layer, as for fine-tuning, has the weights under the old name.</summary>
public sealed class RenamedLayerTests
{
    private const string Text = "input: 'data' input_shape { dim: 1 dim: 3 } "
        + "layer { name: 'ip2' type: 'InnerProduct' bottom: 'data' top: 'ip2' inner_product_param { num_output: 2 } }";

    [Theory]
    [InlineData(3, "; the file has such weights of 'fc2', which is no layer of the network: if they are meant, the prototxt must use that name")]
    [InlineData(4, "")]
    public void Weights_that_fit_are_named(int inputs, string wayOut)
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(Text).Definition;
        var weights = new MemoryWeights([new LayerTensors("fc2", "InnerProduct", [new Tensor(Shape.Of(2, inputs)), new Tensor(Shape.Of(2))])]);
        string message = Assert.Throws<WeightException>(() => new Network(definition, weights)).Message;
        Assert.EndsWith($"there are no weights of layer 'ip2'; expected blob 0 of shape 2×3{wayOut}", message, StringComparison.Ordinal);
    }
}
