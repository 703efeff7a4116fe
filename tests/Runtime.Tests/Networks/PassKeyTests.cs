using CaffeSharpGen.OtherDevice;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>
/// The keys under which a device may replay passes: two passes have one key only where they run the same operations over the same memory,
/// and the host has nothing to do in between.
/// </summary>
public sealed class PassKeyTests : IDisposable
{
    private readonly NaiveDevice device = new();
    private readonly Mixed network;

    public PassKeyTests() => network = MixedNetwork.Load(device);

    public void Dispose()
    {
        network.Dispose();
        device.Dispose();
    }

    [Fact]
    public void Passes_that_follow_each_other_and_do_the_same_have_one_key()
    {
        PassKey forward = Forward(), backward = Backward();
        Assert.True(forward.IsForward);
        Assert.False(backward.IsForward);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(forward, Forward());
            network.Data.Set(MixedNetwork.Input(1));
            Assert.Equal(backward, Backward());
        }
        // Another element of the same value is another seed, not another pass.
        network.Backward(network.Fc2[5], network.Data);
        Assert.Equal(backward, device.Passes[^1]);
    }

    [Fact]
    public void A_value_that_is_kept_or_let_go_changes_the_keys() => RequireOthers(() => network.Squeeze.Keep());

    [Fact]
    public void A_forward_pass_with_callbacks_has_a_key_of_its_own()
    {
        List<PassKey> keys = [Forward()];
        using (network.Squeeze.OnForward(_ => { }))
        {
            keys.AddRange([Forward(), Forward()]);
            // It has changed nothing: backward passes do not read what it made.
            Assert.Equal(Backward(), Backward());
        }
        PassKey after = Forward();
        Assert.Equal(after, Forward());
        Assert.Distinct([.. keys, after]);
        // The input's run before the pass.
        using IDisposable ofInput = network.Data.OnForward(value => value.Span.Fill(1));
        Assert.Equal(Forward(), Forward());
    }

    [Fact]
    public void A_backward_pass_with_callbacks_or_over_changed_values_has_a_key_of_its_own()
    {
        Forward();
        List<PassKey> keys = [Backward()];
        using (network.Pool1.OnBackward(_ => { }))
            keys.AddRange([Backward(), Backward()]);
        Assert.Equal(keys[0], Backward());
        using (network.Squeeze.OnForward(value => value.Span.Fill(1)))
            network.Forward();
        keys.AddRange([Backward(), Backward()]);
        network.Forward();
        PassKey after = Backward();
        Assert.Equal(after, Backward());
        Assert.Distinct([.. keys, after]);
    }

    [Fact]
    public void Passes_that_take_turns_have_their_keys_again()
    {
        network.Forward();
        var rounds = new PassKey[4][];
        for (int round = 0; round < rounds.Length; round++)
        {
            network.Backward(network.Fc2[1], network.Sum_Relu);
            PassKey standard = device.Passes[^1];
            network.Backward(network.Fc2[1], network.Data, ReluRule.Guided);
            rounds[round] = [standard, device.Passes[^1]];
        }
        // In the first round, gradients get memory of their own.
        Assert.Equal(rounds[1], rounds[2]);
        Assert.Equal(rounds[1], rounds[3]);
        Assert.Distinct(rounds[1]);
    }

    [Fact]
    public void The_rule_the_target_and_the_hooks_change_the_key()
    {
        Forward();
        List<PassKey> keys = [Backward()];
        network.Backward(network.Fc2[1], network.Data, ReluRule.Guided);
        keys.Add(device.Passes[^1]);
        network.Backward(network.Fc2[1], network.Data, ReluRule.Deconv);
        keys.Add(device.Passes[^1]);
        network.Backward(network.Fc1_Relu[1], network.Data, ReluRule.Deconv);
        keys.Add(device.Passes[^1]);
        network.Backward(network.Fc1_Relu[1], network.Sum_Relu, ReluRule.Deconv);
        keys.Add(device.Passes[^1]);
        network.Backward(network.Fc1_Relu[1], [network.Sum_Relu, network.Fc1], ReluRule.Deconv);
        keys.Add(device.Passes[^1]);
        // What was requested has memory of its own since then: the first pass is no longer the same.
        keys.Add(Backward());
        Assert.Distinct(keys);
    }

    [Fact]
    public void A_pass_over_a_part_is_another_one()
    {
        network.Sum_Relu.Keep();
        List<PassKey> keys = [Forward()];
        network.ForwardTo(network.Sum_Relu);
        keys.Add(device.Passes[^1]);
        network.ForwardFrom([network.Mean], (_, to) => to.Span.Fill(1));
        keys.Add(device.Passes[^1]);
        network.ForwardFrom([network.Mean], (_, to) => to.Span.Fill(2));
        Assert.Equal(keys[^1], device.Passes[^1]);
        keys.Add(Forward());
        Assert.Distinct(keys);
    }

    private void RequireOthers(Func<IDisposable> observe)
    {
        PassKey forward = Forward(), backward = Backward(), otherForward, otherBackward;
        using (observe())
        {
            (otherForward, otherBackward) = (Forward(), Backward());
            Assert.Equal((otherForward, otherBackward), (Forward(), Backward()));
        }
        (PassKey lastForward, PassKey lastBackward) = (Forward(), Backward());
        Assert.Distinct([forward, otherForward, lastForward]);
        Assert.Distinct([backward, otherBackward, lastBackward]);
    }

    private PassKey Forward()
    {
        network.Forward();
        return device.Passes[^1];
    }

    private PassKey Backward()
    {
        network.Backward(network.Fc2[1], network.Data);
        return device.Passes[^1];
    }
}
