using CaffeSharpGen.Runtime.Tests.Networks;

namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>A device that replays passes of equal keys: nothing that a network computes or says is different.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Replayed_passes_compute_the_same_bits(int threads)
    {
        using Device plain = DeviceOf(threads);
        using var replaying = new ReplayingDevice(DeviceOf(threads));
        using Mixed expected = MixedNetwork.Load(plain, 2), actual = MixedNetwork.Load(replaying, 2);
        for (int round = 0; round < 4; round++)
        {
            foreach (Mixed network in new[] { expected, actual })
            {
                network.Data.Set([.. MixedNetwork.Input(2).Select(value => value * (1 + round))]);
                network.Forward();
                network.Backward(network.Fc2[round], network.Sum_Relu);
                network.Backward(network.Fc2[round], [network.Data, network.Squeeze_Relu], ReluRule.Guided);
            }
            Assert.Equal(expected.Prob.Activation.Span.ToArray(), actual.Prob.Activation.Span.ToArray());
            Assert.Equal(expected.Data.Gradient.Span.ToArray(), actual.Data.Gradient.Span.ToArray());
            Assert.Equal(expected.Squeeze_Relu.Gradient.Span.ToArray(), actual.Squeeze_Relu.Gradient.Span.ToArray());
            foreach ((Hook one, Hook other) in expected.Network.Hooks.Zip(actual.Network.Hooks))
                Assert.Equal(one.IsAvailable, other.IsAvailable);
        }
        // The first backward pass is recorded twice: since the second one, more gradients have memory of their own.
        Assert.Equal((4, 8), (replaying.Recordings, replaying.Replays));
        // What was overwritten is computed anew, by a pass that keeps it; the oracle shares no memory.
        Assert.Equal(expected.Conv1.Activation.Span.ToArray(), actual.Conv1.Activation.Span.ToArray());
        Assert.Equal((threads == 0 ? 4 : 5, 8), (replaying.Recordings, replaying.Replays));
    }

    [Fact]
    public void Callbacks_are_called_in_every_pass()
    {
        using var device = new ReplayingDevice(Device.Cpu(2));
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        network.Backward(network.Fc2[1], network.Data);
        int forward = 0, backward = 0;
        using (network.Squeeze.OnForward(_ => forward++))
        using (network.Sum_Relu.OnBackward(_ => backward++))
        {
            for (int i = 0; i < 3; i++)
            {
                network.Forward();
                network.Backward(network.Fc2[1], network.Data);
            }
        }
        Assert.Equal((3, 3), (forward, backward));
        Assert.Equal(0, device.Replays);
        for (int i = 0; i < 3; i++)
            network.Forward();
        Assert.Equal((3, 2), (forward, device.Replays));
    }

    [Fact]
    public void The_gradient_over_values_that_a_callback_changed_is_that_of_what_was_computed()
    {
        using Device plain = Device.Cpu(1);
        using var replaying = new ReplayingDevice(Device.Cpu(1));
        float[][] gradients = Array.ConvertAll(new[] { plain, replaying }, device =>
        {
            using Mixed network = MixedNetwork.Load(device);
            network.Forward();
            network.Backward(network.Fc2[1], network.Data);
            network.Backward(network.Fc2[1], network.Data);
            using IDisposable change = network.Squeeze_Relu.OnForward(value => value.Span.Fill(0.5f));
            network.Forward();
            network.Backward(network.Fc2[1], network.Data);
            network.Backward(network.Fc2[1], network.Data);
            return network.Data.Gradient.Span.ToArray();
        });
        Assert.Equal(gradients[0], gradients[1]);
    }

    private static Device DeviceOf(int threads) => threads == 0 ? Device.Scalar() : Device.Cpu(threads);
}
