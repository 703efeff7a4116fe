using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>A file whose layers have other names than the prototxt's.</summary>
public sealed class WeightsByPositionTests
{
    private const string Text = """
        input: 'data' input_shape { dim: 1 dim: 1 dim: 1 dim: 1 }
        layer { name: 'first' type: 'Convolution' bottom: 'data' top: 'first' convolution_param { num_output: 1 kernel_size: 1 } }
        layer { name: 'relu' type: 'ReLU' bottom: 'first' top: 'first' }
        layer { name: 'second' type: 'Scale' bottom: 'first' top: 'second' }
        """;

    private static readonly LoadOptions ByPosition = new() { WeightsByPosition = true };

    [Fact]
    public void They_go_to_the_layers_in_their_order()
    {
        using var network = new Network(CompiledPrototxt.Parse(Text).Definition, Weights(("a", [2, 1]), ("b", [10])), ByPosition);
        network.Inputs[0].Set([3f]);
        network.Forward();
        Assert.Equal(70, network["second"].Activation[0]);
        Assert.Empty(network.Notes);
    }

    [Fact]
    public void Another_count_of_layers_is_an_error() => Assert.Contains(
        "3 layers with weights", Assert.Throws<WeightException>(() => Load(Weights(("a", [2, 1]), ("b", [10]), ("c", [1])))).Message);

    [Fact]
    public void Another_shape_is_an_error_that_names_both_layers()
    {
        string message = Assert.Throws<WeightException>(() => Load(Weights(("a", [2, 1]), ("b", [10, 4])))).Message;
        Assert.Contains("'b'", message);
        Assert.Contains("'second' (Scale)", message);
    }

    [Fact]
    public void By_name_they_are_not_found() => Assert.Throws<WeightException>(
        () => new Network(CompiledPrototxt.Parse(Text).Definition, Weights(("a", [2, 1]), ("b", [10]))));

    private static void Load(WeightSource weights) => new Network(CompiledPrototxt.Parse(Text).Definition, weights, ByPosition).Dispose();

    // A blob of one number each; a convolution's weight has four axes.
    private static MemoryWeights Weights(params (string Name, float[] Blobs)[] layers) => new(
    [
        .. layers.Select((layer, position) => new LayerTensors(layer.Name, "",
            [.. layer.Blobs.Select((value, blob) => new Tensor(position == 0 && blob == 0 ? [1, 1, 1, 1] : [1], new[] { value }))])),
    ]);
}
