using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.GradCam.Tests;

/// <summary>Weights of a training that diverged.</summary>
public sealed class NotFiniteWeightsTests
{
    private const string Text = """
        input: 'data' input_shape { dim: 1 dim: 1 dim: 2 dim: 2 }
        layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 1 kernel_size: 1 bias_term: false } }
        layer { name: 'fc' type: 'InnerProduct' bottom: 'conv' top: 'fc' inner_product_param { num_output: 5 } }
        """;

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void They_are_noted_and_not_explained(float value)
    {
        // In each position of a blob that is no multiple of a vector.
        for (int position = 0; position < 20; position++)
        {
            using Network network = Load(position, value);
            Assert.Equal(["fc"], network.LayersNotFinite);
            Assert.Contains("'fc'", Assert.Single(network.Notes));
            using Network other = network.Share();
            foreach (Network each in new[] { network, other })
            {
                each.Forward();
                var error = Assert.Throws<InvalidOperationException>(() => each.GradCam(each["conv"], each["fc"][0]));
                Assert.Contains("'fc'", error.Message);
                Assert.Throws<InvalidOperationException>(() => each.GuidedBackprop(each["fc"][0]));
            }
        }
    }

    [Fact]
    public void Large_finite_weights_are_explained()
    {
        using Network network = Load(3, float.MaxValue);
        network.Forward();
        Assert.Empty(network.LayersNotFinite);
        _ = network.GradCam(network["conv"], network["fc"][0]);
    }

    private static Network Load(int position, float value)
    {
        float[] matrix = new float[20];
        matrix[position] = value;
        return new Network(CompiledPrototxt.Parse(Text).Definition, new MemoryWeights(
        [
            new LayerTensors("conv", "", [new Tensor([1, 1, 1, 1], new[] { 1f })]),
            new LayerTensors("fc", "", [new Tensor([5, 4], matrix), new Tensor([5])]),
        ]));
    }
}
