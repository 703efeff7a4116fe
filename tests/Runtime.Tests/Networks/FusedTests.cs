using System.Runtime.InteropServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Layers that run as one, values that share memory: whoever looks, and however much runs together, the numbers are those of the oracle.</summary>
public sealed class FusedTests
{
    private const double Tolerance = 2e-5;

    public static IEnumerable<TheoryDataRow<int, bool, Accuracy, int>> Devices =>
        from width in new[] { 16, 8, 4 }
        from fuses in new[] { true, false }
        from accuracy in Enum.GetValues<Accuracy>()
        from batch in new[] { 1, 3 }
        select new TheoryDataRow<int, bool, Accuracy, int>(width, fuses, accuracy, batch);

    [Theory]
    [MemberData(nameof(Devices))]
    public void Every_value_and_gradient_is_the_oracles(int width, bool fuses, Accuracy accuracy, int batch)
    {
        using Device oracle = Device.Scalar(), device = Cpu(width, fuses, accuracy);
        using Mixed expected = MixedNetwork.Load(oracle, batch), actual = MixedNetwork.Load(device, batch);
        expected.Forward();
        actual.Forward();
        Close.Relative(expected.Prob.Activation.Span, actual.Prob.Activation.Span, Tolerance, "prob");
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            expected.Backward(expected.Fc2[3], expected.Data, rule);
            actual.Backward(actual.Fc2[3], actual.Data, rule);
            Close.Relative(expected.Data.Gradient.Span, actual.Data.Gradient.Span, Tolerance, $"{rule} gradient");
        }
        // Last to first: each is asked for after what lies behind it.
        foreach ((Hook reference, Hook hook) in expected.Network.Hooks.Zip(actual.Network.Hooks).Reverse())
            Close.Relative(reference.Activation.Span, hook.Activation.Span, Tolerance, hook.Name);
    }

    [Theory]
    [InlineData(ReluRule.Standard)]
    [InlineData(ReluRule.Guided)]
    public void The_gradient_at_every_hook_is_the_oracles(ReluRule rule)
    {
        using Device oracle = Device.Scalar(), device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed expected = MixedNetwork.Load(oracle, 2);
        expected.Forward();
        foreach (Hook reference in expected.Network.Hooks.TakeWhile(hook => hook.Name != "prob"))
        {
            using Mixed actual = MixedNetwork.Load(device, 2);
            actual.Forward();
            Assert.True(actual.TryGetHook(reference.Name, out Hook<Mixed> hook));
            expected.Network.Backward(expected.Fc2[5], reference, rule);
            actual.Backward(actual.Fc2[5], hook, rule);
            Close.Relative(reference.Gradient.Span, hook.Gradient.Span, Tolerance, hook.Name);
            // And again, together with others.
            actual.Backward(actual.Fc2[5], [hook, actual.Data], rule);
            Close.Relative(reference.Gradient.Span, hook.Gradient.Span, Tolerance, $"{hook.Name}, again");
            expected.Backward(expected.Fc2[5], expected.Data, rule);
            Close.Relative(expected.Data.Gradient.Span, actual.Data.Gradient.Span, Tolerance, $"data beside {hook.Name}");
        }
    }

    [Fact]
    public void What_someone_looks_at_is_computed_and_nothing_else_between_layers_that_run_as_one()
    {
        using Device device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        FusedGroup group = network.Branch.Producer!.Group!;
        Assert.Equal("branch + branch_norm + branch_scale + sum + sum_relu", group.ToString());
        Assert.True(group.Computes(network.Sum_Relu));
        Assert.False(group.Computes(network.Branch_Scale));
        using (network.Branch_Scale.OnForward(_ => { }))
        {
            network.Forward();
            Assert.True(group.Computes(network.Branch_Scale));
            Assert.False(group.Computes(network.Branch));
            Assert.False(group.Computes(network.Sum));
            Assert.False(network.Shortcut.Producer!.Group!.Computes(network.Shortcut));
        }
        network.Forward();
        Assert.False(group.Computes(network.Branch_Scale));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Looking_at_values_changes_no_bit_of_any(int threads)
    {
        using Device device = Device.Cpu(threads);
        using Mixed plain = MixedNetwork.Load(device, 2), all = plain.Share(2);
        plain.Forward();
        float[] probabilities = plain.Prob.Activation.Span.ToArray();
        var values = new float[plain.Network.Hooks.Count][];
        foreach (Hook hook in plain.Network.Hooks.Reverse())
            values[hook.Index] = hook.Activation.Span.ToArray(); // Keeps one after another.
        plain.Forward();
        Assert.Equal(probabilities, plain.Prob.Activation.Span.ToArray());
        all.Data.Set(MixedNetwork.Input(2));
        foreach (Hook hook in all.Network.Hooks)
        {
            // Alone, and with all before it.
            using Mixed one = all.Share(2);
            one.Data.Set(MixedNetwork.Input(2));
            int calls = 0;
            using IDisposable watch = hook.OnForward(_ => { }), other = one.Network.Hooks[hook.Index].OnForward(value => calls += Same(values[hook.Index], value.Span));
            all.Forward();
            one.Forward();
            Assert.Equal(1, calls);
            Assert.Equal(probabilities, all.Prob.Activation.Span.ToArray());
            Assert.Equal(probabilities, one.Prob.Activation.Span.ToArray());
            all.Network.Hooks[hook.Index].Keep();
            Assert.Equal(1, Same(values[hook.Index], hook.Activation.Span));
        }

        static int Same(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
            MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)) ? 1 : 0;
    }

    [Fact]
    public void Asking_for_gradients_changes_no_bit_of_any_value_or_of_a_later_pass()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        float[][] first = Round();
        network.Network.Backward(network.Fc2[1], network.Network.Hooks.TakeWhile(hook => hook != (Hook)network.Fc2).ToArray());
        float[][] second = Round();
        Assert.Equal(first[0], second[0]);
        Assert.Equal(first[1], second[1]);

        float[][] Round()
        {
            network.Forward();
            network.Backward(network.Fc2[1], network.Data, ReluRule.Guided);
            return [network.Prob.Activation.Span.ToArray(), network.Data.Gradient.Span.ToArray()];
        }
    }

    [Fact]
    public void A_callback_that_changes_a_value_acts_as_on_the_oracle_and_leaves_others_alone()
    {
        using Device oracle = Device.Scalar(), device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed expected = MixedNetwork.Load(oracle), actual = MixedNetwork.Load(device);
        foreach ((Hook reference, Hook hook) in expected.Network.Hooks.Zip(actual.Network.Hooks))
        {
            using IDisposable first = reference.OnForward(value => value.Plane(0, 0).Fill(0.25f)), second = hook.OnForward(value => value.Plane(0, 0).Fill(0.25f));
            expected.Forward();
            actual.Forward();
            Close.Relative(expected.Prob.Activation.Span, actual.Prob.Activation.Span, Tolerance, $"prob, {hook.Name} changed");
            foreach (string name in new[] { "expand1_relu", "expand3_relu", "fire", "drop", "squeeze_relu", "fc1_relu", "sum_relu" })
            {
                expected.TryGetHook(name, out Hook<Mixed> seen);
                actual.TryGetHook(name, out Hook<Mixed> other);
                Close.Relative(seen.Activation.Span, other.Activation.Span, Tolerance, $"{name}, {hook.Name} changed");
            }
        }
    }

    [Fact]
    public void A_callback_that_changes_a_gradient_acts_as_on_the_oracle()
    {
        using Device oracle = Device.Scalar(), device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed expected = MixedNetwork.Load(oracle), actual = MixedNetwork.Load(device);
        expected.Forward();
        actual.Forward();
        foreach ((Hook reference, Hook hook) in expected.Network.Hooks.Zip(actual.Network.Hooks).Where(pair => pair.First.Name != "prob"))
        {
            using IDisposable first = reference.OnBackward(value => value.Plane(0, 0).Fill(0.5f)), second = hook.OnBackward(value => value.Plane(0, 0).Fill(0.5f));
            expected.Backward(expected.Fc2[1], [expected.Data, expected.Squeeze_Relu, expected.Fire], ReluRule.Guided);
            actual.Backward(actual.Fc2[1], [actual.Data, actual.Squeeze_Relu, actual.Fire], ReluRule.Guided);
            Close.Relative(expected.Data.Gradient.Span, actual.Data.Gradient.Span, Tolerance, $"data, {hook.Name} changed");
            Close.Relative(expected.Fire.Gradient.Span, actual.Fire.Gradient.Span, Tolerance, $"fire, {hook.Name} changed");
            Close.Relative(expected.Squeeze_Relu.Gradient.Span, actual.Squeeze_Relu.Gradient.Span, Tolerance, $"squeeze_relu, {hook.Name} changed");
        }
    }

    [Fact]
    public void A_value_that_gave_up_its_memory_is_computed_again_when_it_is_read()
    {
        using Device device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed network = MixedNetwork.Load(device), other = MixedNetwork.Load(device);
        network.Forward();
        Assert.False(((Hook)network.Conv1).IsAvailable);
        float[] probabilities = network.Prob.Activation.Span.ToArray(), read = network.Conv1.Activation.Span.ToArray();
        Assert.Contains(read, value => value < 0);
        Assert.True(((Hook)network.Conv1).IsAvailable);
        Assert.Equal(probabilities, network.Prob.Activation.Span.ToArray());
        other.Conv1.Keep();
        other.Forward();
        Assert.True(((Hook)other.Conv1).IsAvailable);
        Assert.Equal(read, other.Conv1.Activation.Span.ToArray());
    }

    [Fact]
    public void A_value_that_cannot_be_computed_again_is_an_error()
    {
        using Device device = Cpu(16, fuses: true, Accuracy.Fast);
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        network.Data.Set(MixedNetwork.Input(1));
        Assert.Contains("'conv1'", Assert.Throws<InvalidOperationException>(() => network.Conv1.Activation).Message, StringComparison.Ordinal);
        _ = network.Prob.Activation;
        network.Forward();
        using IDisposable reader = network.Prob.OnForward(_ => network.Squeeze.Activation.Span.Clear());
        Assert.Contains("Keep", Assert.Throws<InvalidOperationException>(network.Forward).Message, StringComparison.Ordinal);
        reader.Dispose();
        using IDisposable recursion = network.Prob.OnForward(_ => network.Forward());
        Assert.Contains("running", Assert.Throws<InvalidOperationException>(network.Forward).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nothing_is_allocated_after_the_first_run_of_each_kind(int threads)
    {
        using Device device = Device.Cpu(threads);
        using Mixed network = MixedNetwork.Load(device, 2);
        Target<Mixed> target = network.Fc2[1];
        Hook<Mixed> input = network.Data, at = network.Sum_Relu, inner = network.Branch_Scale;
        Run();
        Run(); // What the first asked for goes both ways in the second.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            network.Forward();
            network.Backward(target, at);
            network.Backward(target, input, ReluRule.Guided);
            network.Backward(target, inner);
            _ = inner.Gradient;
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using Device one = Device.Cpu(1), three = Device.Cpu(3);
        using Mixed a = MixedNetwork.Load(one, 2), b = MixedNetwork.Load(three, 2);
        a.Forward();
        b.Forward();
        a.Backward(a.Fc2[1], a.Data, ReluRule.Guided);
        b.Backward(b.Fc2[1], b.Data, ReluRule.Guided);
        Assert.Equal(a.Prob.Activation.Span, b.Prob.Activation.Span);
        Assert.Equal(a.Data.Gradient.Span, b.Data.Gradient.Span);
    }

    private static CpuDevice Cpu(int width, bool fuses, Accuracy accuracy) =>
        new(CpuKernels.Simd, threads: 2) { TileWidth = width, Fuses = fuses, Accuracy = accuracy };
}
