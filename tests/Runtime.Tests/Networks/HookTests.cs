using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Hooks, callbacks and the life of a network.</summary>
public sealed class HookTests
{
    /// <summary>What was never assigned can be printed, as a debugger does, and says what it is when it is used.</summary>
    [Fact]
    public void A_hook_that_was_not_found_has_a_text()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.False(network.TryGetHook("none", out Hook<Forked> hook));
        Assert.Equal("no hook of Forked", hook.ToString());
        Assert.Equal("no input of Forked", default(InputHook<Forked>).ToString());
        Assert.Equal("no target of Forked", default(Target<Forked>).ToString());
        Assert.Contains("never assigned", Assert.Throws<InvalidOperationException>(() => hook.Name).Message, StringComparison.Ordinal);
        Assert.True(network.Data == network.Data && network.Data.Equals((object)network.Data) && network.Data != default);
        using Forked other = network.Share();
        Assert.True(network.Data != other.Data);
    }

    [Fact]
    public void Null_is_refused_before_anything_runs()
    {
        using Forked network = ForkedNetwork.Run();
        float[] before = network.Fc.Activation.Span.ToArray();
        Assert.Throws<ArgumentNullException>("fill", () => network.ForwardFrom([network.Sum], null!));
        Assert.Throws<ArgumentNullException>("take", () => network.BackwardEach([network.Fc[0]], network.Data, null!));
        Assert.Throws<ArgumentNullException>("weights", () => Forked.Load((WeightSource)null!));
        Assert.Equal(before, network.Fc.Activation.Span);
    }

    [Fact]
    public void A_callback_may_change_an_activation()
    {
        using Forked network = ForkedNetwork.Run();
        float[] before = network.Fc.Activation.Span.ToArray();
        using (network.Sum.OnForward(value => value.Span.Clear()))
        {
            network.Forward();
            using MemoryWeights weights = ForkedNetwork.Weights();
            Assert.Equal(weights.Require("fc", 1, [5]).Span, network.Fc.Activation.Span);
        }
        network.Forward();
        Assert.Equal(before, network.Fc.Activation.Span);
    }

    [Fact]
    public void A_callback_may_change_a_gradient()
    {
        using Forked network = ForkedNetwork.Run();
        network.Backward(network.Fc[0], network.Data);
        float[] before = network.Data.Gradient.Span.ToArray();
        using (network.Pool.OnBackward(gradient => gradient.Span.ForEach(value => value * 2)))
            network.Backward(network.Fc[0], network.Data);
        Close.Relative([.. before.Select(value => 2 * value)], network.Data.Gradient.Span, 1e-6);
        network.Backward(network.Fc[0], network.Data);
        Assert.Equal(before, network.Data.Gradient.Span);
    }

    [Fact]
    public void A_callback_sees_the_whole_sum_of_a_fork_once()
    {
        using Forked network = ForkedNetwork.Run();
        int calls = 0;
        float[] seen = [];
        using IDisposable watch = network.Relu1.OnBackward(gradient => (calls, seen) = (calls + 1, gradient.Span.ToArray()));
        network.Backward(network.Fc[0], network.Data);
        Assert.Equal(1, calls);
        float[] onTheWay = seen;
        network.Backward(network.Fc[0], network.Relu1);
        Assert.Equal(onTheWay, network.Relu1.Gradient.Span.ToArray());
    }

    [Fact]
    public void Inputs_have_callbacks_too()
    {
        using Forked network = ForkedNetwork.Run();
        float[] before = network.Fc.Activation.Span.ToArray();
        int backward = 0;
        using IDisposable forward = network.Data.OnForward(value => value.Span.Clear()), watch = network.Data.OnBackward(_ => backward++);
        network.Forward();
        network.Backward(network.Fc[0], network.Data);
        Assert.NotEqual(before, network.Fc.Activation.Span.ToArray());
        Assert.Equal(1, backward);
        forward.Dispose();
        network.Forward();
        Assert.Equal(before, network.Fc.Activation.Span.ToArray());
    }

    [Fact]
    public void A_callback_may_end_itself_and_others_while_it_runs()
    {
        using Forked network = ForkedNetwork.Run();
        int first = 0, second = 0;
        IDisposable? one = null, two = null;
        one = network.Fc.OnForward(_ =>
        {
            first++;
            one!.Dispose();
            two!.Dispose();
        });
        two = network.Fc.OnForward(_ => second++);
        network.Forward();
        network.Forward();
        Assert.Equal((1, 0), (first, second));
        one.Dispose();
    }

    [Fact]
    public void Nothing_keeps_a_callback_alive_after_it_ended()
    {
        using Forked network = ForkedNetwork.Run();
        WeakReference ended = Subscribe(network);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(ended.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Subscribe(Forked network)
        {
            object owner = new int[1];
            using IDisposable subscription = network.Fc.OnForward(_ => owner.ToString());
            network.Forward();
            return new WeakReference(owner);
        }
    }

    [Fact]
    public void An_in_place_layer_has_a_value_of_its_own()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Contains(network.Conv1.Activation.Span.ToArray(), value => value < 0);
        Assert.DoesNotContain(network.Relu1.Activation.Span.ToArray(), value => value < 0);
        Assert.Equal(network.Relu1, network.Conv1.AsCaffeStoresIt);
        Assert.Equal(network.Sum, network.Sum.AsCaffeStoresIt);
    }

    [Fact]
    public void Names_find_hooks()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.True(network.TryGetHook("relu2", out Hook<Forked> hook));
        Assert.Equal(network.Relu2, hook);
        Assert.False(network.TryGetHook("Relu2", out _));
        Assert.Equal(["data", "conv1", "relu1", "conv2", "relu2", "sum", "pool", "fc", "prob", "side", "best"], network.Network.Hooks.Select(each => each.Name));
    }

    [Fact]
    public void Top_orders_by_value_then_by_index()
    {
        using Forked network = ForkedNetwork.Run();
        using IDisposable fixedValues = network.Fc.OnForward(value => new float[] { 1, 3, 2, 3, -1 }.CopyTo(value.Span));
        network.Forward();
        Assert.Equal([1, 3, 2], network.Fc.Top(3).Select(score => score.Index));
        Assert.Equal(5, network.Fc.Top(100).Count);
        Assert.Equal(3, network.Best.Activation[0]); // Caffe's ArgMax takes the last of equal ones.
    }

    [Fact]
    public void Before_the_first_run_there_is_nothing_to_see()
    {
        using Forked network = Forked.Load(ForkedNetwork.Weights(), Device.Scalar());
        Assert.Throws<InvalidOperationException>(() => network.Fc.Activation);
        Assert.Throws<InvalidOperationException>(() => network.Backward(network.Fc[0], network.Data));
        network.Forward();
        Assert.Throws<InvalidOperationException>(() => network.Fc.Gradient);
    }

    [Fact]
    public void Inputs_check_what_they_are_given()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Contains("1×3×7×6", Assert.Throws<ArgumentException>(() => network.Data.Set(new Tensor([1, 3, 6, 7]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Data.Set(new float[5]));
        Assert.Contains("0 … 4", Assert.Throws<ArgumentException>(() => network.Fc[5]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Forked.Load(ForkedNetwork.Weights(), Device.Scalar(), batchSize: 0));
    }

    [Fact]
    public void After_disposal_nothing_runs()
    {
        Forked network = ForkedNetwork.Run();
        Hook<Forked> hook = network.Fc;
        network.Dispose();
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(network.Forward);
        Assert.Throws<ObjectDisposedException>(() => network.Backward(hook[0], hook));
        Assert.Throws<ObjectDisposedException>(() => hook.Activation.Span[0]);
    }

    [Fact]
    public void Weights_of_other_layers_are_noted_and_missing_ones_an_error()
    {
        using Forked network = Forked.Load(
            ForkedNetwork.Weights(new LayerTensors("elsewhere", "InnerProduct", [ForkedNetwork.Tensor([1], 1)])), Device.Scalar());
        Assert.Contains("elsewhere", Assert.Single(network.Network.Notes), StringComparison.Ordinal);
        var none = new MemoryWeights([new LayerTensors("conv1", "Convolution", [ForkedNetwork.Tensor([4, 3, 5, 5], 1), ForkedNetwork.Tensor([4], 1)])]);
        string message = Assert.Throws<WeightException>(() => Forked.Load(none, Device.Scalar())).Message;
        Assert.Contains("4×3×5×5", message, StringComparison.Ordinal);
        Assert.Contains("4×3×3×3", message, StringComparison.Ordinal);
        Assert.Contains("conv1", message, StringComparison.Ordinal);
    }
}

internal static class SpanExtensions
{
    public static void ForEach(this Span<float> span, Func<float, float> change)
    {
        for (int i = 0; i < span.Length; i++)
            span[i] = change(span[i]);
    }
}
