using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Several instances over the same weights, several networks at once on one device, runs that are cancelled.</summary>
public sealed class SharingTests
{
    [Fact]
    public void Instances_over_the_same_weights_compute_the_same_at_once_on_several_threads()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        network.Backward(network.Fc2[1], network.Data, ReluRule.Guided);
        float[] probabilities = network.Prob.Activation.Span.ToArray(), gradient = network.Data.Gradient.Span.ToArray();
        var instances = new Mixed[3];
        for (int i = 0; i < instances.Length; i++)
            instances[i] = network.Share();
        int wrong = 0;
        Parallel.ForEach(instances, instance =>
        {
            for (int run = 0; run < 10; run++)
            {
                instance.Data.Set(MixedNetwork.Input(1));
                instance.Forward();
                instance.Backward(instance.Fc2[1], instance.Data, ReluRule.Guided);
                if (!instance.Prob.Activation.Span.SequenceEqual(probabilities) || !instance.Data.Gradient.Span.SequenceEqual(gradient))
                    Interlocked.Increment(ref wrong);
                instance.Data.Set(new float[Mixed.Shapes.Data.Count]);
                instance.Forward();
            }
        });
        Assert.Equal(0, wrong);
        foreach (Mixed instance in instances)
            instance.Dispose();
    }

    [Fact]
    public void The_last_instance_frees_the_weights()
    {
        var weights = new CountedWeights();
        Mixed first = Mixed.Load(weights, Device.Scalar()), second = first.Share();
        first.Dispose();
        Assert.False(weights.IsDisposed);
        second.Data.Set(MixedNetwork.Input(1));
        second.Forward();
        Assert.Throws<ObjectDisposedException>(() => first.Share());
        second.Dispose();
        Assert.True(weights.IsDisposed);
    }

    [Fact]
    public void Instances_may_have_another_batch()
    {
        using Device device = Device.Cpu(2);
        using Mixed one = MixedNetwork.Load(device), three = one.Share(batchSize: 3);
        float[] images = MixedNetwork.Input(3);
        three.Data.Set(images);
        three.Forward();
        for (int image = 0; image < 3; image++)
        {
            one.Data.Set(images.AsSpan(image * Mixed.Shapes.Data.Count, Mixed.Shapes.Data.Count));
            one.Forward();
            CaffeSharpGen.Tests.Close.Relative(one.Prob.Activation.Span, three.Prob.Activation.Image(image), 1e-5, $"image {image}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cancelled_run_ends_and_the_next_one_is_whole(int threads)
    {
        using Device device = Device.Cpu(threads);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        float[] expected = network.Prob.Activation.Span.ToArray();
        using var cancellation = new CancellationTokenSource();
        bool reachedEnd = false;
        using (network.Squeeze_Relu.OnForward(_ => cancellation.Cancel()))
        using (network.Prob.OnForward(_ => reachedEnd = true))
            Assert.ThrowsAny<OperationCanceledException>(() => network.Forward(cancellation.Token));
        Assert.False(reachedEnd);
        Assert.Contains(
            "did not end", Assert.Throws<InvalidOperationException>(() => network.Prob.Activation).Message, StringComparison.Ordinal);
        network.Forward();
        Assert.Equal(expected, network.Prob.Activation.Span.ToArray());
        Assert.ThrowsAny<OperationCanceledException>(() => network.Backward(network.Fc2[0], network.Data, ReluRule.Guided, cancellation.Token));
        Assert.Contains(
            "backward pass of mixed did not end", Assert.Throws<InvalidOperationException>(() => network.Data.Gradient).Message,
            StringComparison.OrdinalIgnoreCase);
        network.Backward(network.Fc2[0], network.Data);
        Assert.Contains(network.Data.Gradient.Span.ToArray(), value => value != 0);
    }

    internal sealed class CountedWeights : WeightSource
    {
        private readonly MemoryWeights weights = MixedNetwork.Weights();

        public bool IsDisposed { get; private set; }

        public override string Name => weights.Name;

        public override IReadOnlyList<LayerWeights> Layers => weights.Layers;

        public override void Dispose()
        {
            IsDisposed = true;
            weights.Dispose();
        }
    }
}
