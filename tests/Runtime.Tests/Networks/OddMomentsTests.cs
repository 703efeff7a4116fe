using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>What is asked of a network at moments that are not usual: right, or refused with an exception that says what to do.</summary>
public sealed class OddMomentsTests
{
    [Fact]
    public void Several_targets_after_a_callback_that_changed_a_value_has_ended_are_those_of_each()
    {
        using Device device = Device.Cpu(1);
        using Branches network = Branches.Load(new MemoryWeights([]), device);
        network.Data.Set([0.5f, -1, 2]);
        using (network.Curve.OnForward(value => value.Span.ForEach(x => 3 * x)))
            network.Forward();
        var each = new float[3][];
        network.BackwardEach([network.Prob[0], network.Prob[1], network.Prob[2]], network.Root, (i, gradient) => each[i] = gradient.Span.ToArray());
        for (int i = 0; i < 3; i++)
        {
            network.Backward(network.Prob[i], network.Root);
            Assert.Equal(network.Root.Gradient.Span.ToArray(), each[i]);
        }
    }

    [Fact]
    public void Several_targets_do_not_go_through_layers_of_each_other()
    {
        using Device device = Device.Cpu(1);
        using Branches network = Branches.Load(new MemoryWeights([]), device);
        network.Data.Set([0, 1, 4]);
        network.Forward();
        var each = new float[3][];
        // The square root's slope at 0 is infinite, and none of the first target's business.
        network.BackwardEach([network.Prob[0], network.Half[1], network.Prob[1]], network.Root, (i, gradient) => each[i] = gradient.Span.ToArray());
        Assert.All(each[0], value => Assert.True(float.IsFinite(value)));
        Assert.Equal(0.5f, each[1][1], 1e-6f);
        network.Backward(network.Prob[1], network.Root);
        Assert.Equal(network.Root.Gradient.Span.ToArray(), each[2]);
    }

    [Fact]
    public void A_value_that_is_gone_cannot_be_read_when_a_callback_that_changed_its_pass_has_ended()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        using (network.Squeeze_Relu.OnForward(value => value.Span.Clear()))
            network.Forward();
        float[] read = network.Prob.Activation.Span.ToArray();
        Assert.Contains("'squeeze_relu' then has ended", Assert.Throws<InvalidOperationException>(() => network.Conv1.Activation).Message, StringComparison.Ordinal);
        Assert.Equal(read, network.Prob.Activation.Span.ToArray());
        // One that came since does not count for the values of the last pass.
        network.Forward();
        read = network.Prob.Activation.Span.ToArray();
        using IDisposable late = network.Squeeze_Relu.OnForward(value => value.Span.Clear());
        Assert.Contains(network.Conv1.Activation.Span.ToArray(), value => value != 0);
        Assert.Equal(read, network.Prob.Activation.Span.ToArray());
        network.Forward();
        Assert.NotEqual(read, network.Prob.Activation.Span.ToArray());
    }

    [Fact]
    public void A_callback_that_fails_leaves_the_input_as_it_was_set()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        float[] expected = network.Prob.Activation.Span.ToArray();
        using (network.Data.OnForward(value =>
        {
            value.Span.Fill(99);
            throw new NotSupportedException();
        }))
        {
            Assert.Throws<NotSupportedException>(network.Forward);
        }
        Assert.Throws<InvalidOperationException>(() => network.Prob.Activation);
        network.Forward();
        Assert.Equal(expected, network.Prob.Activation.Span.ToArray());
        // What is written through a view of an input is what the next pass reads.
        network.Data.Activation.Span.Fill(0.5f);
        network.Forward();
        float[] half = network.Prob.Activation.Span.ToArray();
        Assert.NotEqual(expected, half);
        network.Data.Set([.. Enumerable.Repeat(0.5f, Mixed.Shapes.Data.Count)]);
        network.Forward();
        Assert.Equal(half, network.Prob.Activation.Span.ToArray());
    }

    [Fact]
    public void A_group_that_runs_alone_leaves_no_values()
    {
        using Device device = Device.Cpu(1);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        network.Network.Groups[2].Forward();
        Assert.Contains("call Forward first", Assert.Throws<InvalidOperationException>(() => network.Prob.Activation).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_takes_a_gradient_cannot_set_an_input_meanwhile()
    {
        using Device device = Device.Cpu(1);
        using Branches network = Branches.Load(new MemoryWeights([]), device);
        network.Data.Set([1, 2, 3]);
        network.Forward();
        int refused = 0;
        network.BackwardEach([network.Prob[0], network.Half[1]], network.Root, (_, _) =>
        {
            Assert.Throws<InvalidOperationException>(() => network.Data.Set([3, 2, 1]));
            Assert.Throws<InvalidOperationException>(network.Forward);
            refused++;
        });
        Assert.Equal(2, refused);
    }

    [Fact]
    public void A_pass_is_cancelled_also_behind_a_callback_that_runs_another_network()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device), other = MixedNetwork.Load(device);
        using var cancellation = new CancellationTokenSource();
        bool reachedEnd = false;
        using (network.Squeeze_Relu.OnForward(_ =>
        {
            other.Forward();
            cancellation.Cancel();
        }))
        using (network.Prob.OnForward(_ => reachedEnd = true))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => network.Forward(cancellation.Token));
        }
        Assert.False(reachedEnd);
        // The token was that pass's.
        network.Forward();
        other.Forward();
    }

    [Fact]
    public void Guided_gradients_that_are_no_numbers_are_zeros_wherever_the_rectifier_runs()
    {
        using Device scalar = Device.Scalar(), fast = Device.Cpu(1);
        float[][] found = [.. new[] { scalar, fast, fast }.Select((device, i) =>
        {
            using Loop network = Loop.Load(new MemoryWeights(
            [
                new("conv", "Convolution", [Ones([16, 3, 3, 3]), new([16])]), new("fc", "InnerProduct", [Ones([10, 16]), new([10])]),
            ]), device);
            network.Data.Set([.. Enumerable.Repeat(1f, 3 * 64 * 64)]);
            network.Forward();
            var seed = Ones(network.Pool.Shape);
            seed[3] = float.NaN;
            Hook<Loop>[] hooks = i == 2 ? [network.Data, network.Relu] : [network.Data];
            network.Backward(network.Pool.Weighted(seed), hooks, ReluRule.Guided);
            return network.Data.Gradient.Span.ToArray();
        })];
        Assert.DoesNotContain(found[0], float.IsNaN);
        Assert.Equal(found[1], found[2]);
        Assert.DoesNotContain(found[1], float.IsNaN);
    }

    [Fact]
    public void A_network_on_a_device_that_was_disposed_of_does_not_run_whatever_its_layers()
    {
        Device device = Device.Cpu(2);
        using ConcatTwice network = ConcatTwice.Load(new MemoryWeights([]), device);
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(network.Forward);
    }

    [Fact]
    public void Memory_is_freed_once_whoever_frees_it()
    {
        for (int round = 0; round < 300; round++)
        {
            Device device = Device.Cpu(3);
            using var both = new Barrier(2);
            Parallel.Invoke(End, End);

            void End()
            {
                both.SignalAndWait();
                device.Dispose();
            }
        }
        var signs = new RectifierSigns([1, 16, 2, 2], CpuLayout.Blocked, 0, new float[16]);
        signs.Dispose();
        signs.Dispose();
    }

    [Fact]
    public void Scores_are_read_before_another_thread_disposes_of_the_network_or_not_at_all()
    {
        for (int round = 0; round < 20; round++)
        {
            using Device device = Device.Cpu(1);
            Large network = Large.Load(new MemoryWeights([]), device);
            network.Forward();
            using var both = new Barrier(2);
            Exception? failure = null;
            float[] scores = [];
            Parallel.Invoke(
                () =>
                {
                    both.SignalAndWait();
                    failure = Record.Exception(() => scores = [.. network.Same.Top(1).Select(score => score.Value)]);
                },
                () =>
                {
                    both.SignalAndWait();
                    network.Dispose();
                });
            Assert.True(failure is ObjectDisposedException || scores is [0], $"{failure}");
        }
    }

    private static Tensor Ones(Shape shape)
    {
        var ones = new Tensor(shape);
        ones.Span.Fill(1);
        return ones;
    }
}
