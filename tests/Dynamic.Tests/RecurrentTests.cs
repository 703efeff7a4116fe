using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>LSTM with weights (field report 62), and passes that begin behind values which read constants.</summary>
public sealed class RecurrentTests
{
    [Theory]
    [InlineData(1f, -0.413043f, -0.106179f, 0.085702f, -0.326086f, 0.287642f, 0.671404f)]
    [InlineData(0f, -0.413043f, -0.106179f, 0.530893f, -0.326086f, 0.287642f, 1.561786f)]
    public void A_sequence_has_Caffes_states(float third, params float[] expected)
    {
        string prototxt = SharedFolder.Require("field", "62-lstm", "lstm.prototxt");
        using Network network = PrototxtNetwork.Load(prototxt, SharedFolder.Require("field", "62-lstm", "lstm.caffemodel"));
        network.Inputs["x"].Set([1, 2, 0, -1, 3, 1]);
        network.Inputs["cont"].Set([0, 1, third]);
        network.Forward();
        Assert.Equal("3×1×1", network["lstm"].Shape.ToString());
        Assert.False(network.Definition.HasFreeBatch);
        float[] found = [.. network["lstm"].Activation.Span, .. network["score"].Activation.Span];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 2e-6f);
        var last = new Tensor(network["score"].Shape);
        last[2] = 1;
        network.Backward(new Target(network["score"], last), network["x"]);
        Assert.Equal(third == 0, network["x"].Gradient[0] == 0);
    }

    [Theory]
    [InlineData("LSTM", "recurrent_param")]
    [InlineData("Lstm", "lstm_param")]
    public void Passes_of_one_step_go_on_with_the_state_of_the_last_one(string type, string field)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse($$"""
            layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 1 dim: 1 dim: 2 } } }
            layer { name: "cont" type: "Input" top: "cont" input_param { shape { dim: 1 {{(type == "LSTM" ? "dim: 1 " : "")}}} } }
            layer { name: "it" type: "{{type}}" bottom: "x" bottom: "cont" top: "it" {{field}} { num_output: 1 } }
            layer { name: "score" type: "Power" bottom: "it" top: "score" power_param { scale: 2 shift: 0.5 } }
            """);
        Tensor input = new([4, 2], new float[] { 1, 0, 0, 1, 1, 1, 0.5f, -0.5f }), bias = new([4], new float[] { 0, 0.5f, 0, -0.25f });
        Tensor hidden = new([4, 1], new float[] { 0.5f, -1, 0.25f, 2 });
        Tensor[] weights = type == "LSTM" ? [input, bias, hidden] : [input, hidden, bias];
        using var network = new Network(compiled.Definition, new MemoryWeights([new LayerTensors("it", type, weights)]));

        // The numbers of field report 62, whose pass has three steps.
        Assert.Equal(-0.413043f, Step(1, 2, 1), 2e-6f);
        Assert.Equal(-0.106179f, Step(0, -1, 1), 2e-6f);
        // What runs again to be read is the same pass.
        Assert.Equal(0.5f + (2 * -0.106179f), network["score"].Activation.Span[0], 4e-6f);
        Assert.Equal(0.085702f, Step(3, 1, 1), 2e-6f);
        // Another instance, one that was reset, and a sequence that begins.
        using Network other = network.Share();
        other.Inputs["x"].Set([1, 2]);
        other.Inputs["cont"].Set([1]);
        other.Forward();
        Assert.Equal(-0.413043f, other["it"].Activation.Span[0], 2e-6f);
        network.ResetStates();
        Assert.Equal(-0.413043f, Step(1, 2, 1), 2e-6f);
        Assert.Equal(-0.106179f, Step(0, -1, 1), 2e-6f);
        Assert.Equal(0.530893f, Step(3, 1, 0), 2e-6f);
        // A pass that computes only the input's side leaves the state as it is.
        network.ResetStates();
        Assert.Equal(-0.413043f, Step(1, 2, 1), 2e-6f);
        network.ForwardTo(network["x"]);
        Assert.Equal(-0.106179f, Step(0, -1, 1), 2e-6f);

        // The gradient starts from the state that the pass started from.
        network.Backward(network["it"][0], network["x"]);
        float found = network["x"].Gradient.Span[1];
        float above = Difference(1e-2f), below = Difference(-1e-2f);
        Assert.Equal((above - below) / 2e-2f, found, 1e-3f);

        float Step(float a, float b, float cont)
        {
            network.Inputs["x"].Set([a, b]);
            network.Inputs["cont"].Set([cont]);
            network.Forward();
            return network["it"].Activation.Span[0];
        }

        float Difference(float by)
        {
            network.ResetStates();
            _ = Step(1, 2, 1);
            return Step(0, -1 + by, 1);
        }
    }

    [Fact]
    public void A_pass_begins_behind_a_value_that_reads_a_parameter()
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 } } }
            layer { name: "p" type: "Parameter" top: "p" parameter_param { shape { dim: 1 dim: 2 } } }
            layer { name: "s" type: "Eltwise" bottom: "data" bottom: "p" top: "s" }
            layer { name: "t" type: "Eltwise" bottom: "s" bottom: "p" top: "t" eltwise_param { operation: PROD } }
            """);
        using var network = new Network(compiled.Definition, new MemoryWeights([new LayerTensors("p", "Parameter", [new Tensor([1, 2], new float[] { 3, 4 })])]));
        network.Inputs["data"].Set([1, 2]);
        network.Forward();
        Assert.Equal([12f, 24f], network["t"].Activation.Span.ToArray());
        network.Backward(network["t"][1], network["data"]);
        Assert.Equal([0f, 4f], network["data"].Gradient.Span.ToArray());
    }
}
