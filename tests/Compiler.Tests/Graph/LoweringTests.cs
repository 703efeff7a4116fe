using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Definitions;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Layers that become several operations.</summary>
public sealed class LoweringTests
{
    private const string Text = """
        layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 2 dim: 16 dim: 4 dim: 4 } } }
        layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 16 kernel_size: 1 } }
        layer { name: 'gated' type: 'GatedResidual' bottom: 'conv' bottom: 'data' top: 'conv' param { name: 'w' } param { name: 'b' } param { name: 's' } }
        layer { name: 'twin' type: 'GatedResidual' bottom: 'conv' bottom: 'data' top: 'out' param {} param {} param { name: 's' } }

        """;

    [Fact]
    public void Each_operation_is_a_step_and_the_last_one_has_the_layers_name()
    {
        NetworkDefinition network = Compile(Text);
        Assert.Equal(
            ["data", "conv", "gated~1", "gated~2", "gated", "twin~1", "twin~2", "twin"], network.Values.Select(value => value.Name));
        Assert.Equal(
            [false, false, true, true, false, true, true, false], network.Values.Select(value => value.IsHidden));
        Assert.All(network.Values.Skip(2).Take(3), value => Assert.Equal("GatedResidual", value.LayerType));
        StepDefinition[] steps = [.. network.Steps.Skip(1).Take(3)];
        Assert.All(steps, step => Assert.Equal("gated", step.Layer));
        Assert.Equal(["Convolution", "Scale", "Eltwise"], steps.Select(step => step.Operation.Kind));
        Assert.Equal([[1], [2], [3, 0]], steps.Select(step => step.Inputs.ToArray()));
        Assert.Equal([7], network.Outputs);
        // The layer reads the new version of the blob that the one before works in place on.
        Assert.Equal([4], network.Steps[4].Inputs);
    }

    [Fact]
    public void Weights_of_a_layer_are_dealt_out_in_their_order()
    {
        NetworkDefinition network = Compile(Text);
        Assert.Equal([0, 2, 0], network.Steps.Skip(1).Take(3).Select(step => step.FirstBlob));
        Assert.Equal(["16×16×1×1, 16", "16", ""], network.Steps.Skip(1).Take(3).Select(step => string.Join(", ", step.Weights)));
        Assert.Empty(network.Steps[1].SharedWith);
        Assert.Empty(network.Steps[4].SharedWith);
        Assert.Equal([new WeightOwner("gated", 2)], network.Steps[5].SharedWith);
    }

    [Fact]
    public void They_run_as_one_where_they_can() =>
        Assert.Equal([new StepRange(0, 1), new StepRange(1, 3), new StepRange(4, 3)], Compile(Text).Groups);

    [Fact]
    public void What_is_hidden_is_in_the_table()
    {
        NetworkDefinition network = Compile(Text);
        string[] lines = [.. TableWriter.Lines(network)];
        Assert.Contains(lines, line => line.Contains(" layer=gated type=GatedResidual hidden", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" blob=2 ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
    {
        NetworkDefinition network = Compile(Text.Replace("'conv'", "'gated~1'", StringComparison.Ordinal));
        Assert.Equal(["data", "gated~1", "gated~1#2", "gated~2", "gated"], network.Values.Select(value => value.Name).Take(5));
    }

    private static NetworkDefinition Compile(string text)
    {
        (NetworkDefinition? network, EquatableArray<Problems.Problem> problems) = NetworkText.TryCompile(text, new GatedResidual());
        Assert.Empty(problems);
        return network!;
    }

    // The second bottom plus a scaled convolution of the first.
    private sealed class GatedResidual : LayerDefinition
    {
        public override string Summary => "A test.";

        public override IEnumerable<LayerExample> Examples => [];

        public override CompiledLayer Compile(LayerContext layer)
        {
            layer.Require(bottoms: 2);
            int channels = layer.FixedLength(1);
            return new CompiledLayer(
                new LayerOperation(
                    new Op.Convolution(channels, 1, 1), [layer.Bottom], [ValueShape.Of(channels, channels, 1, 1), ValueShape.Of(channels)])
                { Inputs = [LayerValue.Bottom()] },
                new LayerOperation(new Op.Scale(), [layer.Bottom], [ValueShape.Of(channels)]) { Inputs = [LayerValue.Output(0)] },
                new LayerOperation(new Op.Eltwise(), [layer.Bottom]) { Inputs = [LayerValue.Output(1), LayerValue.Bottom(1)] });
        }
    }
}
