using CaffeSharpGen.Definitions;
using CaffeSharpGen.OtherDevice;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>The engine by itself: values by name, what is kept until when, the number of images, values that become inputs.</summary>
public sealed class EngineTests
{
    [Fact]
    public void A_name_that_there_is_not_is_answered_with_the_nearest()
    {
        using Forked network = ForkedNetwork.Run();
        Network engine = network;
        Assert.Same((Hook)network.Relu2, engine["relu2"]);
        string message = Assert.Throws<KeyNotFoundException>(() => engine["relu"]).Message;
        Assert.StartsWith("Forked has no layer 'relu'; the nearest are 'relu1', 'relu2', ", message, StringComparison.Ordinal);
        Assert.False(engine.TryGetHook("relu", out _));
    }

    [Fact]
    public void An_input_is_found_by_name_or_the_inputs_are_named()
    {
        using Forked network = ForkedNetwork.Run();
        InputCollection inputs = network.Network.Inputs;
        Assert.Same((Hook)network.Data, inputs["data"]);
        Assert.Same(inputs["data"], Assert.Single(inputs));
        string message = Assert.Throws<KeyNotFoundException>(() => inputs["image"]).Message;
        Assert.Contains("no input 'image'; it has 'data'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_out_of_range_is_answered_with_what_there_is()
    {
        using Forked network = ForkedNetwork.Run();
        Network engine = network;
        Assert.Contains("Forked has 1 inputs, counted from 0", Assert.Throws<ArgumentOutOfRangeException>(() => engine.Inputs[5]).Message);
        Assert.Contains("'fc' has 1 images, counted from 0", Assert.Throws<ArgumentOutOfRangeException>(() => engine["fc"].Top(1, image: 3)).Message);
        Assert.Contains("from no value", Assert.Throws<ArgumentException>(() => engine.ForwardFrom([], (_, _) => { })).Message);
        Assert.Contains("expected Standard, Guided or Deconv", Assert.Throws<ArgumentOutOfRangeException>(
            () => engine.Backward(engine["fc"][0], engine["data"], (ReluRule)7)).Message);
    }

    [Fact]
    public void A_pass_that_did_not_end_is_told_from_none()
    {
        using Forked first = ForkedNetwork.Run();
        using Network network = first.Network.Share();
        network.Inputs[0].Set(new float[network.Inputs[0].Shape.Count]);
        Assert.Contains("has not run yet", Assert.Throws<InvalidOperationException>(() => network["fc"].Activation).Message);
        using (network["fc"].OnForward(_ => throw new IOException()))
            Assert.Throws<IOException>(network.Forward);
        Assert.Contains("did not end", Assert.Throws<InvalidOperationException>(() => network["fc"].Activation).Message);
        network.Forward();
        Assert.Equal(network["fc"].Shape.Count, network["fc"].Activation.Span.Length);
    }

    [Fact]
    public void The_best_class_is_a_target()
    {
        using Forked network = ForkedNetwork.Run();
        int best = network.Fc.Top(1)[0].Index;
        float[] expected = GradientOf(network.Fc[best]);
        Assert.Equal(expected, GradientOf(network.Fc.Best()));
        Assert.Equal(expected, GradientOf(network.Fc[network.Fc.Top(1)[0]]));
        Assert.NotEqual(expected, GradientOf(network.Fc[network.Fc.Top(2)[1]]));

        float[] GradientOf(Target<Forked> target)
        {
            network.Backward(target, network.Data);
            return network.Data.Gradient.Span.ToArray();
        }
    }

    [Fact]
    public void Each_image_has_its_own_best_class()
    {
        using Forked one = ForkedNetwork.Run();
        using Network two = one.Network.Share(batchSize: 2);
        int length = one.Data.Shape.Count;
        float[] images = [.. Enumerable.Range(0, 2 * length).Select(i => i < length ? MathF.Sin(i) : -3 * MathF.Cos(i))];
        two.Inputs[0].Set(images);
        two.Forward();
        int[] best = [two["fc"].Top(1, 0)[0].Index, two["fc"].Top(1, 1)[0].Index];
        Assert.NotEqual(best[0], best[1]);
        two.Backward(new Target(two["fc"], best), two["data"]);
        float[] expected = two["data"].Gradient.Span.ToArray();
        two.Backward(two["fc"].Best(), two["data"]);
        Assert.Equal(expected, two["data"].Gradient.Span.ToArray());
    }

    [Fact]
    public void A_hook_of_another_instance_is_told_from_one_of_another_network()
    {
        using Forked network = ForkedNetwork.Run();
        using Network other = network.Network.Share();
        other.Inputs[0].Set(new float[other.Inputs[0].Shape.Count]);
        other.Forward();
        string message = Assert.Throws<ArgumentException>(() => other.Backward(other["fc"][0], (Hook)network.Data)).Message;
        Assert.Contains("'data' belongs to another instance of Forked", message);
        using Device device = Device.Cpu(1);
        using Mixed mixed = MixedNetwork.Load(device);
        message = Assert.Throws<ArgumentException>(() => other.Backward(other["fc"][0], (Hook)mixed.Conv1)).Message;
        Assert.Contains("belongs to another network (", message);
    }

    [Fact]
    public void A_hook_that_was_never_assigned_is_named_as_such()
    {
        using Forked network = ForkedNetwork.Run();
        Hook<Forked> hook = default;
        Target<Forked> target = default;
        InputHook<Forked> input = default;
        Action[] uses =
        [
            () => network.ForwardTo(network.Fc, hook), () => network.Backward(target, network.Data),
            () => input.Set([1]), () => _ = hook[3],
        ];
        foreach (Action use in uses)
            Assert.Contains("never assigned", Assert.Throws<InvalidOperationException>(use).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_kept_until_the_last_who_keeps_it_lets_go()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        Hook value = network.Conv1;
        IDisposable one = value.Keep(), two = value.Keep();
        network.Forward();
        Assert.True(value.IsAvailable);
        float[] kept = value.Activation.Span.ToArray();
        one.Dispose();
        one.Dispose();
        network.Forward();
        Assert.True(value.IsAvailable);
        two.Dispose();
        // It is there until the next pass.
        Assert.Equal(kept, value.Activation.Span.ToArray());
        network.Forward();
        Assert.False(value.IsAvailable);
        Assert.Equal(kept, value.Activation.Span.ToArray());
        // Who read it had it computed again, and it stays kept.
        network.Forward();
        Assert.True(value.IsAvailable);
    }

    [Fact]
    public void What_a_pass_keeps_stays_kept_when_others_let_go()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        using (network.Sum.Keep())
            network.ForwardTo(network.Sum);
        network.Forward();
        Assert.True(((Hook)network.Sum).IsAvailable);
    }

    [Fact]
    public void A_prototxt_that_fixes_the_number_of_images_runs_as_it_is_declared()
    {
        using Forked free = ForkedNetwork.Run(batchSize: 2);
        Assert.True(free.Network.SupportsBatch(1) && free.Network.SupportsBatch(7));
        Assert.False(free.Network.SupportsBatch(0) || free.Network.SupportsBatch(-1));
        using var network = new Network(ForTwoImages(free.Network.Definition), ForkedNetwork.Weights(), Device.Scalar());
        Assert.True(network.SupportsBatch(1));
        Assert.False(network.SupportsBatch(2));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => network.Share(2)).Message;
        Assert.Contains("fixes the number of images", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => free.Network.Share(0));
        network.Inputs["data"].Set(ForkedNetwork.Input(2));
        network.Forward();
        Assert.Equal(free.Prob.Activation.Span.ToArray(), network["prob"].Activation.Span.ToArray());
        using Network other = network.Share();
        Assert.Equal(network["prob"].Shape, other["prob"].Shape);
    }

    [Fact]
    public void A_layer_that_became_several_operations_has_one_stored_layer()
    {
        LayerTensors[] stored =
        [
            new("both", "Pair", [new([2, 3], new float[] { 1, 0, 0, 0, 1, 0 }), new([2], new float[] { 0, 1 }),
                new([1, 2], new float[] { 2, 3 }), new([1], new float[] { 5 })]),
        ];
        var definition = new NetworkDefinition(
            "Pairs",
            [
                new ValueDefinition("data", "Input", ValueShape.Of(Dim.N, 3)),
                new ValueDefinition("both~1", "Pair", ValueShape.Of(Dim.N, 2), IsHidden: true),
                new ValueDefinition("both", "Pair", ValueShape.Of(Dim.N, 1)),
            ],
            [
                new StepDefinition("both", "Pair", new Operations.InnerProduct(2), [0], [1], [[2, 3], [2]], []),
                new StepDefinition("both", "Pair", new Operations.InnerProduct(1), [1], [2], [[1, 2], [1]], [], FirstBlob: 2),
            ],
            ArenaFloats: 0);
        using var network = new Network(definition, new MemoryWeights(stored), Device.Scalar(), batchSize: 2);
        network.Inputs["data"].Set([1, 2, 9, 0, 0, 0]);
        network.Forward();
        Assert.Equal([2 * 1 + 3 * 3 + 5, 3 * 1 + 5], network["both"].Activation.Span.ToArray());
        Assert.Empty(network.Notes);
        // What has no name in the prototxt is not suggested.
        string message = Assert.Throws<KeyNotFoundException>(() => network["both~2"]).Message;
        Assert.EndsWith("the nearest are 'both', 'data'", message, StringComparison.Ordinal);
        var half = new MemoryWeights([stored[0] with { Blobs = [.. stored[0].Blobs.Take(2)] }]);
        string refusal = Assert.Throws<WeightException>(() => new Network(definition, half, Device.Scalar())).Message;
        Assert.Contains("expected 4 blobs", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scalar", "scalar")]
    [InlineData("cpu", "cpu")]
    [InlineData("naive", "naive")]
    [InlineData("naive", "cpu")]
    [InlineData("cpu", "naive")]
    public void An_input_takes_the_value_of_a_hook(string from, string to)
    {
        using Device first = DeviceOf(from), other = DeviceOf(to);
        Device second = from == to ? first : other;
        using Residual network = ResidualOn(first), next = ResidualOn(second);
        network.Data.Set([1, 2, -3, 4]);
        network.Forward();
        Assert.Equal([4, 8, -12, 16], network.Sum.Activation.Span.ToArray());
        next.Data.Set(network.Sum);
        // It is a copy: what the other network does next is nothing to this one.
        network.Data.Set(network.Sum);
        network.Forward();
        next.Forward();
        Assert.Equal([16, 32, -48, 64], network.Sum.Activation.Span.ToArray());
        Assert.Equal([16, 32, -48, 64], next.Sum.Activation.Span.ToArray());
        network.Data.Set(next.Data);
        Assert.Equal([4, 8, -12, 16], network.Data.Activation.Span.ToArray());
    }

    [Theory]
    [InlineData("scalar", "scalar")]
    [InlineData("cpu", "cpu")]
    [InlineData("naive", "naive")]
    [InlineData("naive", "cpu")]
    [InlineData("cpu", "naive")]
    public void A_target_takes_the_gradient_of_a_hook(string from, string to)
    {
        using Device first = DeviceOf(from), other = DeviceOf(to);
        Device second = from == to ? first : other;
        using Residual later = ResidualOn(first), earlier = ResidualOn(second);
        Assert.Contains("has not run backward yet", Refusal(), StringComparison.Ordinal);
        later.Forward();
        later.Backward(later.Sum.Weighted(new Tensor(later.Sum.Shape, new float[] { 1, -2, 3, 0 })), later.Data);
        Assert.Equal([4, -8, 12, 0], later.Data.Gradient.Span.ToArray());
        earlier.Network.Backward(new Target(earlier.Sum, later.Data), earlier.Data);
        Assert.Equal([16, -32, 48, 0], earlier.Data.Gradient.Span.ToArray());

        string Refusal()
        {
            earlier.Forward();
            return Assert.Throws<InvalidOperationException>(() => earlier.Network.Backward(new Target(earlier.Sum, later.Data), earlier.Data)).Message;
        }
    }

    [Fact]
    public void An_input_takes_a_value_that_is_gone_or_is_just_being_computed()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device), plain = MixedNetwork.Load(device);
        plain.Forward();
        float[] expected = plain.Conv1.Activation.Span.ToArray();
        ValueShape shape = network.Network.Definition.Values[network.Conv1.Index].Shape;
        var definition = new NetworkDefinition(
            "Copy", [new ValueDefinition("data", "Input", shape), new ValueDefinition("same", "AbsVal", shape)],
            [new StepDefinition("same", "AbsVal", new Operations.AbsVal(), [0], [1], [], [])], ArenaFloats: 0);
        using var target = new Network(definition, new MemoryWeights([]), device);
        network.Forward();
        Assert.False(((Hook)network.Conv1).IsAvailable);
        target.Inputs["data"].Set(network.Conv1);
        target.Forward();
        Assert.Equal(expected, target.Inputs[0].Activation.Span.ToArray());
        target.Inputs[0].Set(new float[expected.Length]);
        using (network.Conv1.OnForward(_ => target.Inputs[0].Set(network.Conv1)))
            network.Forward();
        target.Forward();
        Assert.Equal(expected.Select(Math.Abs), target["same"].Activation.Span.ToArray());
        Assert.Throws<ArgumentException>(() => target.Inputs[0].Set(network.Fc1));
    }

    [Fact]
    public void An_input_refuses_values_that_are_not_there()
    {
        using TanHOfInput network = Curves(), idle = Curves();
        string early = Assert.Throws<InvalidOperationException>(() => network.Data.Set(idle.Curve)).Message;
        Assert.Contains("call Forward first", early, StringComparison.Ordinal);
        idle.Forward();
        using (network.Curve.OnForward(_ => network.Data.Set(idle.Curve)))
        {
            string inside = Assert.Throws<InvalidOperationException>(network.Forward).Message;
            Assert.Contains("cannot be set by a callback", inside, StringComparison.Ordinal);
        }
        idle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Data.Set(idle.Curve));
    }

    // Two threads that copy in opposite directions: neither waits for the other for ever.
    [Fact]
    public async Task Networks_that_copy_from_each_other_at_once_do_not_stop()
    {
        using TanHOfInput one = Curves(), other = Curves();
        one.Forward();
        other.Forward();
        using var both = new Barrier(2);
        Task[] tasks = [.. new[] { (one, other), (other, one) }.Select(pair => Task.Factory.StartNew(() =>
        {
            both.SignalAndWait();
            for (int i = 0; i < 2_000; i++)
                pair.Item1.Data.Set(pair.Item2.Curve);
        }, TaskCreationOptions.LongRunning))];
        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static TanHOfInput Curves() => TanHOfInput.Load(new MemoryWeights([]), Device.Scalar());

    private static Residual ResidualOn(Device device) =>
        Residual.Load(new MemoryWeights([new("conv", "Convolution", [new Tensor([1, 1, 1, 1], new float[] { 3 })])]), device);

    private static Device DeviceOf(string name) => name switch
    {
        "scalar" => Device.Scalar(),
        "cpu" => Device.Cpu(2),
        _ => new NaiveDevice(),
    };

    private static NetworkDefinition ForTwoImages(NetworkDefinition network) => network with
    {
        ArenaFloats = 2 * network.ArenaFloats,
        Values =
        [
            .. network.Values.Select(value => value with
            {
                Shape = ValueShape.Of(value.Shape.For(2)),
                Offset = value.Offset < 0 ? -1 : 2 * value.Offset,
            }),
        ],
    };
}
