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
