using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Another input size at run time.</summary>
public sealed class ReshapeTests
{
    private const string Text = """
        name: 'Body'
        input: 'data' input_shape { dim: 1 dim: 3 dim: 9 dim: 11 }
        layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: 'relu' type: 'ReLU' bottom: 'conv' top: 'conv' }
        layer { name: 'pool' type: 'Pooling' bottom: 'conv' top: 'pool' pooling_param { pool: AVE global_pooling: true } }
        """;

    private const string Head =
        "layer { name: 'fc' type: 'InnerProduct' bottom: 'conv' top: 'fc' inner_product_param { num_output: 2 } }";

    [Fact]
    public void It_computes_what_a_network_compiled_for_that_size_computes()
    {
        using Network network = Load(Text);
        using Network other = network.Reshape(2, 3, 30, 17), expected = Load(Text, "2,3,30,17", batchSize: 2);
        Assert.Equal((2, Shape.Of(2, 16, 30, 17)), (other.BatchSize, other["relu"].Shape));
        float[] pixels = [.. Enumerable.Range(0, other.Inputs[0].Shape.Count).Select(i => MathF.Sin(i))];
        foreach (Network each in new[] { other, expected })
        {
            each.Inputs[0].Set(pixels);
            each.Forward();
        }
        Assert.Equal(expected["pool"].Activation.Span.ToArray(), other["pool"].Activation.Span.ToArray());
        // The first size runs as before.
        network.Forward();
        Assert.Equal(Shape.Of(1, 16, 9, 11), network["relu"].Shape);
    }

    [Fact]
    public void It_can_be_reshaped_again_and_outlives_the_first()
    {
        Network network = Load(Text);
        using Network once = network.Reshape("data: 1,3,5,5");
        network.Dispose();
        using Network twice = once.Reshape(1, 3, 7, 6);
        twice.Forward();
        Assert.Equal(Shape.Of(1, 16, 7, 6), twice["conv"].Shape);
        Assert.Throws<ObjectDisposedException>(() => network.Reshape(1, 3, 8, 8));
    }

    [Fact]
    public void Weights_that_depend_on_the_size_are_an_error_that_names_the_layer()
    {
        using Network network = Load(Text + Head);
        var error = Assert.Throws<WeightException>(() => network.Reshape(1, 3, 8, 8));
        Assert.Contains("'fc'", error.Message);
    }

    [Fact]
    public void Too_few_axes_are_said_to_be_too_few()
    {
        using Network network = Load(Text);
        var error = Assert.Throws<ArgumentException>(() => network.Reshape(3, 8, 8));
        Assert.Contains("of 4 axes; the given shape", error.Message);
    }

    [Theory]
    [InlineData("1,3,q,8")]
    [InlineData("")]
    [InlineData("label: 1,3,8,8")]
    public void What_is_no_shape_of_the_input_is_an_error(string shape)
    {
        using Network network = Load(Text);
        Exception error = Assert.ThrowsAny<Exception>(() => network.Reshape(shape));
        Assert.True(error is ArgumentException or PrototxtException, $"{error}");
    }

    [Fact]
    public void A_network_that_was_not_compiled_at_run_time_says_so()
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(Text).Definition with { Name = "Copy" };
        using var network = new Network(definition, Weights(definition));
        Assert.Contains("CaffeOtherShapes", Assert.Throws<InvalidOperationException>(() => network.Reshape(1, 3, 8, 8)).Message);
    }

    private static Network Load(string text, string inputShape = "", int batchSize = 1)
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(text, options: new PrototxtOptions { InputShape = inputShape }).Definition;
        return new Network(definition, Weights(definition), batchSize: batchSize);
    }

    private static MemoryWeights Weights(NetworkDefinition definition)
    {
        var random = new Random(1);
        return new MemoryWeights([.. definition.Steps.Where(step => step.Weights.Length > 0).Select(step => new LayerTensors(
            step.Layer, step.LayerType, [.. step.Weights.Select(shape => Filled(shape, random))]))]);
    }

    private static Tensor Filled(Shape shape, Random random)
    {
        var tensor = new Tensor(shape);
        foreach (ref float value in tensor.Span)
            value = (float)random.NextDouble() - 0.5f;
        return tensor;
    }
}
