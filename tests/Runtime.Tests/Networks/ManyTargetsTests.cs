using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Backward passes of many targets: against a pass for each.</summary>
public sealed class ManyTargetsTests
{
    [Theory]
    [InlineData("data", ReluRule.Guided)]
    [InlineData("pool1", ReluRule.Standard)]
    [InlineData("squeeze_relu", ReluRule.Standard)]
    [InlineData("drop", ReluRule.Standard)]
    [InlineData("expand3_relu", ReluRule.Standard)]
    [InlineData("sum_relu", ReluRule.Standard)]
    [InlineData("grouped_relu", ReluRule.Deconv)]
    [InlineData("mean", ReluRule.Guided)]
    [InlineData("fc1", ReluRule.Standard)]
    public void Each_is_as_by_itself(string at, ReluRule rule)
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(2) })
        {
            using (device)
            {
                foreach ((int batch, int image) in new[] { (1, 0), (2, 1) })
                {
                    using Mixed network = MixedNetwork.Load(device, batch);
                    network.Fc2.Keep();
                    network.Forward();
                    Assert.True(network.TryGetHook(at, out Hook<Mixed> hook));
                    var weighted = new Tensor(network.Fc2.Shape);
                    for (int i = 0; i < weighted.Shape.Count; i++)
                        weighted[i] = i % 5 - 2;
                    // Elements, a weighted value, one that lies before others.
                    Target[] targets = [.. Enumerable.Range(0, 7).Select(i => network.Fc2[i]), network.Fc2.Weighted(weighted), network.Fc1_Relu[3], network.Prob[2]];
                    float[][] found = new float[targets.Length][];
                    network.Network.BackwardEach(targets, hook, (i, gradient) =>
                    {
                        Assert.Equal(hook.Shape.WithBatchSize(1), gradient.Shape);
                        found[i] = gradient.Span.ToArray();
                    }, rule, image);
                    for (int i = 0; i < targets.Length; i++)
                    {
                        network.Network.Backward(targets[i], hook, rule);
                        Close.Relative(hook.Gradient.Image(image), found[i], 1e-6, $"{device}, {at}, {targets[i]}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("fc1", 2)]
    [InlineData("data", 0)]
    public void A_cancelled_run_ends_between_passes_and_the_next_one_is_whole(string at, int batched)
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2));
        network.Forward();
        Assert.True(network.TryGetHook(at, out Hook<Mixed> hook));
        Target<Mixed>[] targets = [.. Enumerable.Range(0, 40).Select(i => network.Fc2[i % 7])];
        var whole = new float[targets.Length][];
        network.BackwardEach(targets, hook, (i, gradient) => whole[i] = gradient.Span.ToArray());
        using var cancellation = new CancellationTokenSource();
        var taken = new List<int>();
        Assert.ThrowsAny<OperationCanceledException>(() => network.BackwardEach(
            targets, hook,
            (i, gradient) =>
            {
                taken.Add(i);
                Assert.Equal(whole[i], gradient.Span.ToArray());
                cancellation.Cancel();
            },
            cancellationToken: cancellation.Token));
        // Those of the pass that ran when it was cancelled.
        Assert.InRange(taken.Count, 1, batched > 0 ? targets.Length / batched : 20);
        network.BackwardEach(targets, hook, (i, gradient) => Assert.Equal(whole[i], gradient.Span.ToArray()));
    }

    [Fact]
    public void What_is_cancelled_already_does_not_begin()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(1));
        network.Forward();
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => network.BackwardEach(
            [network.Fc2[0], network.Fc2[1]], network.Fc1, (_, _) => Assert.Fail("it ran"), cancellationToken: cancelled));
        // The forward pass is there still.
        Assert.Equal(7, network.Fc2.Activation.Shape.Count);
        Assert.ThrowsAny<OperationCanceledException>(() => network.ForwardTo([network.Fc1], cancelled));
        Assert.Contains("did not end", Assert.Throws<InvalidOperationException>(() => network.Fc1.Activation).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => network.ForwardFrom([network.Fc1], (_, value) => value.Span.Clear(), [], cancelled));
        Assert.Contains("did not end", Assert.Throws<InvalidOperationException>(() => network.Prob.Activation).Message, StringComparison.Ordinal);
        network.Forward();
        Assert.Contains("has not run backward", Assert.Throws<InvalidOperationException>(() => network.Fc1.Gradient).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_run_at_once_run_in_turns()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2));
        network.Forward();
        Target[] targets = [.. Enumerable.Range(0, 40).Select(i => network.Fc2[i % 7])];
        var found = new List<float[]>();
        network.Network.BackwardEach(targets, network.Identity_Relu, (i, gradient) =>
        {
            Assert.Equal(found.Count, i);
            found.Add(gradient.Span.ToArray());
        });
        Assert.Equal(40, found.Count);
        for (int i = 7; i < 40; i++)
            Close.Relative(found[i - 7], found[i], 1e-6, $"{i}");
        Assert.NotEqual(found[0], found[1]);
    }

    [Fact]
    public void Callbacks_see_and_change_what_they_would()
    {
        using Mixed network = MixedNetwork.Load(Device.Cpu(2));
        network.Forward();
        using IDisposable watch = network.Mean.OnBackward(gradient => gradient.Span.ForEach(value => 2 * value));
        Target[] targets = [network.Fc2[0], network.Fc2[1], network.Fc2[2]];
        network.Network.BackwardEach(targets, network.Sum_Relu, (i, gradient) =>
        {
            float[] found = gradient.Span.ToArray();
            using Mixed other = network.Share();
            other.Data.Set(MixedNetwork.Input(1));
            other.Forward();
            other.Backward(other.Fc2[i], other.Sum_Relu);
            Close.Relative([.. other.Sum_Relu.Gradient.Span.ToArray().Select(value => 2 * value)], found, 1e-6, $"{i}");
        });
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        using Forked network = ForkedNetwork.Run(), other = ForkedNetwork.Run();
        Assert.Throws<ArgumentException>(() => Run(network.Fc[0], other.Fc[1]));
        Assert.Contains("does not depend", Assert.Throws<ArgumentException>(() => network.BackwardEach([network.Fc[0], network.Side[0]], network.Pool, (_, _) => { })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.BackwardEach([network.Fc[0]], network.Relu1, (_, _) => { }, image: 1));
        using Forked idle = Forked.Load(ForkedNetwork.Weights(), Device.Scalar());
        Assert.Throws<InvalidOperationException>(() => idle.BackwardEach([idle.Fc[0]], idle.Relu1, (_, _) => { }));
        network.BackwardEach([], network.Relu1, (_, _) => Assert.Fail("there is no target"));

        void Run(params Target[] targets) => network.Network.BackwardEach(targets, network.Relu1, (_, _) => { });
    }
}
