using CaffeSharpGen.Compiled;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>The passes that are compiled into a program are what runs; they compute what the definition says, or fail.</summary>
public sealed class CompiledPassesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_engine_without_them_computes_the_same_bits(int threads)
    {
        using Device device = threads == 0 ? Device.Scalar() : Device.Cpu(threads);
        using Mixed compiled = MixedNetwork.Load(device, 2);
        using var engine = new Network(compiled.Network.Definition, MixedNetwork.Weights(), device, batchSize: 2);
        engine.Inputs["data"].Set(MixedNetwork.Input(2));
        foreach (Network network in new Network[] { compiled, engine })
        {
            network.Forward();
            network.Backward(new Target(network["fc2"], 3), network["data"], ReluRule.Guided);
        }
        Assert.Equal(compiled.Data.Gradient.Span.ToArray(), engine["data"].Gradient.Span.ToArray());
        foreach ((Hook expected, Hook actual) in compiled.Network.Hooks.Zip(engine.Hooks).Reverse())
            Assert.Equal(expected.Activation.Span.ToArray(), actual.Activation.Span.ToArray());
    }

    [Fact]
    public void They_are_what_runs_also_of_an_instance_that_shares()
    {
        using HandMade network = Make();
        network.Forward();
        network.Backward(network.Fc[0], network.Data);
        Assert.Equal((1, 1), (network.Forwards, network.Backwards));
        using Network other = network.Network.Share(3);
        network.Dispose();
        other.Forward();
        other.Backward(new Target(other["fc"], 0), other["data"]);
        Assert.Equal((2, 2), (network.Forwards, network.Backwards));
    }

    [Theory]
    [InlineData("leaves out the first")]
    [InlineData("leaves out the last")]
    [InlineData("leaves out all")]
    [InlineData("repeats one")]
    [InlineData("exchanges two")]
    public void A_forward_pass_that_does_not_fit_the_definition_fails(string fault)
    {
        using HandMade network = Make();
        network.Forward();
        network.Order = Faulty(fault);
        string message = Assert.Throws<InvalidOperationException>(network.Forward).Message;
        string later = Assert.Throws<InvalidOperationException>(() => network.Fc.Activation).Message;
        Assert.Contains("compiled forward pass of Forked", message, StringComparison.Ordinal);
        Assert.Contains("call Forward first", later, StringComparison.Ordinal);
        network.Order = order => order;
        network.Forward();
        _ = network.Fc.Activation;
    }

    [Theory]
    [InlineData("leaves out the first")]
    [InlineData("leaves out the last")]
    [InlineData("leaves out all")]
    [InlineData("repeats one")]
    [InlineData("exchanges two")]
    public void A_backward_pass_that_does_not_fit_the_definition_fails(string fault)
    {
        using HandMade network = Make();
        network.Forward();
        network.Order = Faulty(fault);
        string message = Assert.Throws<InvalidOperationException>(() => network.Backward(network.Fc[1], network.Data)).Message;
        Assert.Contains("compiled backward pass of Forked", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => network.Data.Gradient);
        network.Order = order => order;
        network.Backward(network.Fc[1], network.Data);
        _ = network.Data.Gradient;
    }

    [Fact]
    public void An_input_is_no_group()
    {
        using HandMade network = Make();
        network.RunsInput = true;
        Assert.Contains("computes 'data'", Assert.Throws<InvalidOperationException>(network.Forward).Message, StringComparison.Ordinal);
    }

    private static Func<IReadOnlyList<int>, IReadOnlyList<int>> Faulty(string fault) => fault switch
    {
        "leaves out the first" => order => [.. order.Skip(1)],
        "leaves out the last" => order => [.. order.SkipLast(1)],
        "leaves out all" => _ => [],
        "repeats one" => order => [.. order.Take(2), .. order.Skip(1)],
        _ => order => [order[1], order[0], .. order.Skip(2)],
    };

    private static HandMade Make()
    {
        using Forked forked = Forked.Load(ForkedNetwork.Weights(), Device.Scalar());
        var network = new HandMade(forked.Network.Definition, ForkedNetwork.Weights());
        network.Data.Set(ForkedNetwork.Input(1));
        return network;
    }

    /// <summary>As the generator writes it, but for the order.</summary>
    private sealed class HandMade : CompiledNetwork<HandMade>, INetworkPasses
    {
        public HandMade(NetworkDefinition definition, MemoryWeights weights)
            : base(definition, weights, new LoadOptions { Device = Device.Scalar() }, leaveOpen: false, CancellationToken.None)
        {
        }

        public Func<IReadOnlyList<int>, IReadOnlyList<int>> Order { get; set; } = order => order;

        public bool RunsInput { get; set; }

        public int Forwards { get; private set; }

        public int Backwards { get; private set; }

        public InputHook<HandMade> Data => InputAt(0);

        public Hook<HandMade> Fc => HookAt(Network["fc"].Index);

        void INetworkPasses.Forward(ForwardPass pass)
        {
            Forwards++;
            if (RunsInput)
                pass.Run(Data);
            foreach (int group in Order([.. Enumerable.Range(0, Network.Groups.Count)]))
                pass.Run(Network.Groups[group].Layers[^1].Outputs[0]);
        }

        void INetworkPasses.Backward(BackwardPass pass)
        {
            Backwards++;
            foreach (int group in Order([.. Enumerable.Range(0, Network.Groups.Count).Reverse()]))
                pass.Run(Network.Groups[group].Layers[0].Outputs[0]);
        }
    }
}
