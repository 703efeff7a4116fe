using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Gradients through a whole network.</summary>
public sealed class BackwardTests
{
    [Theory]
    [InlineData("data")]
    [InlineData("conv1")]
    [InlineData("relu1")]
    [InlineData("conv2")]
    [InlineData("relu2")]
    [InlineData("sum")]
    [InlineData("pool")]
    public void Gradient_at_every_hook_equals_finite_differences(string name)
    {
        using Forked network = ForkedNetwork.Run();
        Assert.True(network.TryGetHook(name, out Hook<Forked> hook));
        network.Backward(network.Fc[2], hook);
        float[] gradient = hook.Gradient.Span.ToArray();
        const float step = 1e-3f;
        int kinks = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            double above = ScoreWith(step, i), below = ScoreWith(-step, i), here = ScoreWith(0, i);
            // Where a rectifier or a maximum switches within the step, the slopes of both sides differ.
            if (Math.Abs((above - here) - (here - below)) > 5e-6)
                kinks++;
            else
                Assert.Equal((above - below) / (2 * step), gradient[i], 0.01);
        }
        Assert.InRange(kinks, 0, gradient.Length / 20);

        double ScoreWith(float change, int element)
        {
            using IDisposable changed = hook.OnForward(value => value[element] += change);
            network.Forward();
            return network.Fc.Activation[2];
        }
    }

    [Fact]
    public void Every_image_of_a_batch_has_its_own_target()
    {
        using Forked batch = ForkedNetwork.Run(batchSize: 3);
        batch.Backward(batch.Fc.Each(4, 0, 2), [batch.Data, batch.Relu1]);
        int[] targets = [4, 0, 2];
        using Forked single = ForkedNetwork.Run();
        for (int image = 0; image < 3; image++)
        {
            single.Data.Set(ForkedNetwork.Input(3).AsSpan(image * Forked.Shapes.Data.Count, Forked.Shapes.Data.Count));
            single.Forward();
            single.Backward(single.Fc[targets[image]], [single.Data, single.Relu1]);
            Assert.Equal(single.Fc.Activation.Span, batch.Fc.Activation.Image(image));
            Assert.Equal(single.Data.Gradient.Span, batch.Data.Gradient.Image(image));
            Assert.Equal(single.Relu1.Gradient.Span, batch.Relu1.Gradient.Image(image));
        }
        Assert.Throws<ArgumentException>(() => batch.Fc.Each(1, 2));
    }

    [Fact]
    public void Rules_change_what_rectifiers_pass()
    {
        using Forked network = ForkedNetwork.Run();
        float[] activation = network.Conv2.Activation.Span.ToArray();
        network.Backward(network.Fc[1], [network.Relu2, network.Conv2]);
        float[] arriving = network.Relu2.Gradient.Span.ToArray();
        Check((gradient, x) => x > 0 ? gradient : 0);
        network.Backward(network.Fc[1], [network.Relu2, network.Conv2], ReluRule.Guided);
        Check((gradient, x) => x > 0 && gradient > 0 ? gradient : 0);
        network.Backward(network.Fc[1], [network.Relu2, network.Conv2], ReluRule.Deconv);
        Check((gradient, x) => gradient > 0 ? gradient : 0);
        Assert.Contains(arriving, gradient => gradient < 0);

        void Check(Func<float, float, float> rule) => Assert.Equal(arriving.Zip(activation, rule), network.Conv2.Gradient.Span.ToArray());
    }

    [Fact]
    public void Layers_below_the_hook_are_left_alone()
    {
        using Forked network = ForkedNetwork.Run();
        bool touched = false;
        using IDisposable watch = network.Conv1.OnBackward(_ => touched = true);
        network.Backward(network.Fc[0], network.Pool);
        Assert.False(touched);
        Assert.Throws<InvalidOperationException>(() => network.Conv1.Gradient);
        network.Backward(network.Fc[0], network.Data);
        Assert.True(touched);
    }

    [Fact]
    public void Layers_beside_the_way_are_left_alone()
    {
        using Forked network = ForkedNetwork.Run();
        bool touched = false;
        using IDisposable watch = network.Fc.OnBackward(_ => touched = true);
        network.Backward(network.Side[3], network.Data);
        Assert.False(touched);
        Assert.Throws<InvalidOperationException>(() => network.Sum.Gradient);
    }

    [Fact]
    public void A_target_that_does_not_depend_on_the_hook_is_an_error()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Contains("'side' does not depend on 'fc'", Assert.Throws<ArgumentException>(() => network.Backward(network.Side[0], network.Fc)).Message, StringComparison.Ordinal);
        Assert.Contains("best", Assert.Throws<InvalidOperationException>(() => network.Network.Backward(((Hook)network.Best)[0], network.Data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hooks_of_another_network_object_are_an_error()
    {
        using Forked one = ForkedNetwork.Run(), other = ForkedNetwork.Run();
        Assert.Throws<ArgumentException>(() => one.Backward(one.Fc[0], other.Data));
        Assert.Throws<ArgumentException>(() => one.Backward(other.Fc[0], one.Data));
    }

    [Fact]
    public void The_softmax_is_removed_from_a_target()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Equal("fc[3]", network.Prob[3].BeforeSoftmax().ToString());
        Assert.Equal("side[3]", network.Side[3].BeforeSoftmax().ToString());
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using Device one = Device.Cpu(1), three = Device.Cpu(3);
        using Forked a = ForkedNetwork.Run(one, batchSize: 2), b = ForkedNetwork.Run(three, batchSize: 2);
        a.Backward(a.Fc[1], a.Data, ReluRule.Guided);
        b.Backward(b.Fc[1], b.Data, ReluRule.Guided);
        Assert.Equal(a.Prob.Activation.Span, b.Prob.Activation.Span);
        Assert.Equal(a.Data.Gradient.Span, b.Data.Gradient.Span);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_allocated_after_the_first_run(int threads)
    {
        using Device device = Device.Cpu(threads);
        using Forked network = ForkedNetwork.Run(device, batchSize: 2);
        Target<Forked> target = network.Fc[1];
        Hook<Forked> hook = network.Data;
        using IDisposable watch = network.Relu1.OnForward(value => value[0] = 1);
        network.Forward();
        network.Backward(target, hook);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            network.Forward();
            network.Backward(target, hook, ReluRule.Guided);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
