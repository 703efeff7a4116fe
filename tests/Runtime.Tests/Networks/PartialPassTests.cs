using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Forward passes of a part of the layers: against whole passes, bit for bit.</summary>
public sealed class PartialPassTests
{
    [Theory]
    [InlineData("squeeze_relu")]
    [InlineData("drop")]
    [InlineData("sum_relu")]
    [InlineData("identity_relu")]
    [InlineData("mean")]
    [InlineData("fc1")]
    public void From_a_value_on_all_is_as_in_a_whole_pass(string start)
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(2) })
        {
            using (device)
            {
                using Mixed network = MixedNetwork.Load(device), three = network.Share(batchSize: 3);
                network.Forward();
                Assert.True(network.TryGetHook(start, out Hook<Mixed> hook));
                Assert.True(three.TryGetHook(start, out Hook<Mixed> given));
                network.Backward(network.Fc2[4], hook, ReluRule.Guided);
                float[] value = hook.Activation.Span.ToArray(), gradient = hook.Gradient.Span.ToArray();
                three.ForwardFrom([given], (of, to) =>
                {
                    Assert.Same((Hook)given, of);
                    for (int image = 0; image < 3; image++)
                        value.CopyTo(to.Image(image));
                });
                three.Backward(three.Fc2[4], given, ReluRule.Guided);
                for (int image = 0; image < 3; image++)
                {
                    Assert.Equal(network.Prob.Activation.Span.ToArray(), three.Prob.Activation.Image(image).ToArray());
                    Close.Relative(gradient, given.Gradient.Image(image), 1e-6, $"{device}, {start}");
                }
            }
        }
    }

    [Fact]
    public void Values_that_are_given_are_not_computed()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2)), other = network.Share();
        network.Fc1.Keep();
        network.Forward();
        int computed = 0;
        using IDisposable first = other.Fc1.OnForward(_ => computed++), second = other.Fc1_Relu.OnForward(_ => computed += 10);
        other.ForwardFrom([other.Mean, other.Fc1], (of, to) => network.Network.Hooks[Place(other, of)].Activation.Span.CopyTo(to.Span));
        Assert.Equal(10, computed);
        Assert.Equal(network.Prob.Activation.Span.ToArray(), other.Prob.Activation.Span.ToArray());
        network.Backward(network.Fc2[1], network.Mean);
        other.Backward(other.Fc2[1], other.Mean);
        Assert.Equal(network.Mean.Gradient.Span.ToArray(), other.Mean.Gradient.Span.ToArray());
        // A rectifier did not run, so its gradient is not known.
        other.ForwardFrom([other.Mean, other.Fc1_Relu], (of, to) => network.Network.Hooks[Place(other, of)].Activation.Span.CopyTo(to.Span));
        Assert.Contains("'fc1_relu' (ReLU)", Assert.Throws<InvalidOperationException>(() => other.Backward(other.Fc2[1], other.Mean)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_is_not_overwritten_by_what_is_computed_before_it()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2)), other = MixedNetwork.Load(Device.Cpu(2));
        network.Forward();
        foreach (Hook late in network.Network.Hooks.Where(hook => hook.Index > network.Squeeze_Relu.Index))
        {
            // Kept and run before: who looks at what does not change when it is given.
            other.Network.Hooks[late.Index].Keep();
            other.Forward();
            float[] value = [.. late.Activation.Span.ToArray().Select(element => element + 1)];
            other.Network.ForwardFrom([other.Squeeze_Relu, other.Network.Hooks[late.Index]], (of, to) => (of == (Hook)other.Squeeze_Relu ? network.Squeeze_Relu.Activation.Span : value).CopyTo(to.Span));
            Assert.Equal(value, other.Network.Hooks[late.Index].Activation.Span.ToArray());
        }
    }

    [Fact]
    public void Only_what_runs_is_prepared()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2)), other = network.Share(batchSize: 50);
        network.Forward();
        other.ForwardFrom([other.Mean], (_, to) => to.Span.Fill(1));
        other.Backward(other.Fc2[0], other.Mean);
        Assert.All(other.Network.Groups, group => Assert.Equal(group.Layers[^1].Outputs[0].Index >= other.Mean.Index, group.IsPrepared));
    }

    [Fact]
    public void A_value_that_was_not_kept_is_not_computed_of_inputs_that_changed()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2));
        network.ForwardFrom([network.Data], (_, _) => Assert.Fail("an input stays as it was set"));
        Hook gone = network.Network.Hooks.First(hook => !hook.IsAvailable);
        network.Data.Set(MixedNetwork.Input(1));
        Assert.Contains("inputs have changed", Assert.Throws<InvalidOperationException>(() => gone.Activation).Message, StringComparison.Ordinal);
        // Where it begins behind the inputs they do not matter.
        network.ForwardFrom([network.Mean], (_, to) => to.Span.Fill(1));
        network.Data.Set(MixedNetwork.Input(1));
        Assert.Equal(network.Fc1.Shape.Count, network.Fc1.Activation.Span.Length);
    }

    [Fact]
    public void Up_to_a_value_nothing_else_runs()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2));
        network.Forward();
        float[] expected = network.Sum.Activation.Span.ToArray();
        using Mixed other = MixedNetwork.Load(Device.Cpu(2));
        bool isRun = false;
        using IDisposable watch = other.Depthwise.OnForward(_ => isRun = true);
        other.ForwardTo(other.Sum);
        Assert.Equal(expected, other.Sum.Activation.Span.ToArray());
        Assert.False(isRun);
        Assert.Contains("'prob'", Assert.Throws<InvalidOperationException>(() => other.Prob.Activation).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => other.Backward(other.Fc2[0], other.Data));
        network.Backward(network.Sum[5], network.Data);
        other.Backward(other.Sum[5], other.Data);
        Assert.Equal(network.Data.Gradient.Span.ToArray(), other.Data.Gradient.Span.ToArray());
        other.Forward();
        Assert.True(isRun);
        Assert.Equal(network.Prob.Activation.Span.ToArray(), other.Prob.Activation.Span.ToArray());
    }

    [Fact]
    public void Between_values_only_what_lies_there_runs()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2)), other = network.Share();
        network.Forward();
        other.ForwardFrom([other.Sum_Relu, other.Fc1], (of, to) => network.Network.Hooks[Place(other, of)].Activation.Span.CopyTo(to.Span), other.Identity);
        Assert.Equal(network.Identity.Activation.Span.ToArray(), other.Identity.Activation.Span.ToArray());
        Assert.Throws<InvalidOperationException>(() => other.Fc1_Relu.Activation);
    }

    [Fact]
    public void A_pass_cannot_begin_where_layers_read_more()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Contains("'sum' (Eltwise)", Assert.Throws<ArgumentException>(() => network.ForwardFrom([network.Relu2], (_, _) => { })).Message, StringComparison.Ordinal);
        network.ForwardFrom([network.Relu1, network.Relu2], (_, to) => to.Span.Fill(1));
        Assert.All(network.Sum.Activation.Span.ToArray(), value => Assert.Equal(2, value));
        Assert.Contains("'conv1'", Assert.Throws<InvalidOperationException>(() => network.Backward(network.Fc[0], network.Conv1)).Message, StringComparison.Ordinal);
        Assert.Contains("'conv1'", Assert.Throws<ArgumentException>(() => network.ForwardFrom([network.Relu1, network.Relu2], (_, _) => { }, network.Conv1)).Message, StringComparison.Ordinal);
        using Forked other = ForkedNetwork.Run();
        Assert.Throws<ArgumentException>(() => network.ForwardFrom([other.Relu1], (_, _) => { }));
        Assert.Throws<ArgumentException>(() => network.ForwardTo());
        Assert.Throws<ArgumentException>(() => network.ForwardTo(other.Fc));
    }

    private static int Place(Network network, Hook hook) => network.Hooks.Index().First(entry => entry.Item == hook).Index;
}
