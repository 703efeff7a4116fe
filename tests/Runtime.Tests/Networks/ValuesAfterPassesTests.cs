using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>
/// A value that can be read is that of the last forward pass, whoever keeps, watches, reads or goes backward, and in whatever order: layers that put out their input
/// itself (Dropout, Split), with a layer in place over it.
/// </summary>
public sealed class ValuesAfterPassesTests
{
    private static readonly float[] input = [1, -2, 3, -4];

    [Fact]
    public void Every_order_of_keep_watch_read_and_backward_leaves_a_dropout_with_a_layer_over_it_right()
    {
        float[][] expected = [input, [2, -4, 6, -8], [2, -4, 6, -8], [2, 0, 6, 0], [2]];
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(1), Device.Cpu(3) })
        {
            using (device)
                AllOrders(() => DropoutInPlace.Load(new MemoryWeights([]), device), expected, mean => (mean, 0), [0.5f, 0, 0.5f, 0]);
        }
    }

    [Fact]
    public void Every_order_of_keep_watch_read_and_backward_leaves_a_split_with_a_layer_over_it_right()
    {
        float[][] expected = [input, [2, -4, 6, -8], [2, -4, 6, -8], [2, -4, 6, -8], [2, 0, 6, 0]];
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(1), Device.Cpu(3) })
        {
            using (device)
                AllOrders(() => SplitInPlace.Load(new MemoryWeights([]), device), expected, relu => (relu, 0), [2, 0, 0, 0]);
        }
    }

    [Fact]
    public void A_callback_sees_only_values_of_its_own_pass()
    {
        using Device device = Device.Cpu(2);
        using DropoutInPlace network = DropoutInPlace.Load(new MemoryWeights([]), device);
        network.Data.Set(input);
        network.Mean.Keep();
        network.Forward();
        string refused = "";
        using IDisposable watch = network.Power.OnForward(_ => refused = Assert.Throws<InvalidOperationException>(() => network.Mean.Activation).Message);
        network.Forward();
        Assert.Contains("'mean'", refused, StringComparison.Ordinal);
        Assert.Equal([2], network.Mean.Activation.Span.ToArray());
    }

    [Fact]
    public void A_callback_that_a_callback_adds_is_called_from_the_next_pass_on_and_changes_its_value_alone()
    {
        using Device device = Device.Cpu(2);
        using SplitInPlace network = SplitInPlace.Load(new MemoryWeights([]), device);
        network.Data.Set(input);
        network.Power.Keep();
        IDisposable? late = null;
        using IDisposable early = network.Power.OnForward(_ => late ??= network.Split.OnForward(left => left.Span.Fill(7)));
        network.Forward();
        Assert.Equal([2, -4, 6, -8], network.Split.Activation.Span.ToArray());
        network.Forward();
        Assert.Equal([7, 7, 7, 7], network.Split.Activation.Span.ToArray());
        Assert.Equal([2, -4, 6, -8], network.Power.Activation.Span.ToArray());
        late!.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_gradient_of_a_layer_is_that_of_what_it_computed_whatever_a_callback_makes_of_it(int threads)
    {
        using Device device = threads == 0 ? Device.Scalar() : Device.Cpu(threads);
        using DropoutInPlace network = DropoutInPlace.Load(new MemoryWeights([]), device);
        network.Data.Set(input);
        using IDisposable change = network.Relu.OnForward(value => value.Span.Fill(-3));
        network.Forward();
        Assert.Equal([-3], network.Mean.Activation.Span.ToArray());
        network.Backward(network.Mean[0], network.Data);
        Assert.Equal([0.5f, 0, 0.5f, 0], network.Data.Gradient.Span.ToArray());
        Assert.Equal([-3, -3, -3, -3], network.Relu.Activation.Span.ToArray());
        using TanHOfInput other = TanHOfInput.Load(new MemoryWeights([]), device);
        other.Data.Set([0.5f, -1, 2]);
        using IDisposable replace = other.Curve.OnForward(value => value.Span.Fill(3));
        other.Forward();
        other.Backward(other.Square[1], other.Data);
        // Twice three, by the slope of tanh at −1.
        Assert.Equal(6 * (1 - Math.Pow(Math.Tanh(-1), 2)), other.Data.Gradient[1], 1e-5);
        Assert.Equal([9, 9, 9], other.Square.Activation.Span.ToArray());
        Assert.Equal([3, 3, 3], other.Curve.Activation.Span.ToArray());
    }

    [Fact]
    public void The_signs_of_a_rectifier_behind_a_product_of_four_axes_are_found_whoever_kept_them()
    {
        using Device device = Device.Cpu(1);
        float[] ones = [.. Enumerable.Repeat(1f, 16)];
        float[] weights = [.. Enumerable.Range(0, 16).Select(i => i % 3 == 0 ? -1f : 1f)];
        using ProductOfFourAxes network = ProductOfFourAxes.Load(
            new MemoryWeights([new LayerTensors("product", "InnerProduct", [new Tensor([16, 1], weights), new Tensor([16])])]), device);
        network.Data.Set([2]);
        network.Forward();
        network.Backward(network.Flat.Weighted(new Tensor([1, 16], ones)), network.Product);
        Assert.Equal([.. weights.Select(weight => weight > 0 ? 1f : 0)], network.Product.Gradient.Span.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_value_may_be_convolved_and_added(int threads)
    {
        using Device device = threads == 0 ? Device.Scalar() : Device.Cpu(threads);
        using Residual network = Residual.Load(new MemoryWeights([new("conv", "Convolution", [new Tensor([1, 1, 1, 1], new float[] { 3 })])]), device);
        for (int run = 1; run < 4; run++)
        {
            network.Data.Set([run, 2, -3, 4]);
            network.Forward();
            Assert.Equal([4 * run, 8, -12, 16], network.Sum.Activation.Span.ToArray());
        }
    }

    [Fact]
    public void A_copy_of_an_input_stays_when_the_input_is_set()
    {
        using InputCopy network = InputCopy.Load(new MemoryWeights([]), Device.Cpu(2));
        network.Data.Set([1, 2, 3]);
        network.Same.Keep();
        network.Forward();
        network.Data.Set([4, 5, 6]);
        Assert.Equal([1, 2, 3], network.Same.Activation.Span.ToArray());
        // Its square's gradient is that of what was squared; of what reads the input itself it would be another input's.
        network.Backward(network.Square[1], network.Same);
        Assert.Equal([0, 4, 0], network.Same.Gradient.Span.ToArray());
        Assert.Contains("'cube' (Power)", Assert.Throws<InvalidOperationException>(() => network.Backward(network.Cube[1], network.Data)).Message, StringComparison.Ordinal);
        network.Forward();
        network.Backward(network.Cube[1], network.Data);
        Assert.Equal([0, 75, 0], network.Data.Gradient.Span.ToArray());
    }

    // Of each value: nothing, keep, watch or read; before and after a first pass; then backward, and all are read in turn, from each one on.
    private static void AllOrders<TNetwork>(
        Func<TNetwork> load, float[][] expected, Func<Hook, (Hook Hook, int Element)> target, float[] gradient)
        where TNetwork : CompiledNetwork<TNetwork>
    {
        int values = expected.Length, actions = (int)Math.Pow(4, values - 1);
        for (int choice = 0; choice < actions; choice++)
        {
            foreach (bool isLate in new[] { false, true })
            {
                using Network network = load().Network;
                network.Inputs[0].Set(input);
                var watches = new List<IDisposable>();
                if (isLate)
                    network.Forward();
                for (int v = 1, rest = choice; v < values; v++, rest /= 4)
                {
                    Hook value = network.Hooks[v];
                    if (rest % 4 == 1)
                        value.Keep();
                    else if (rest % 4 == 2)
                        watches.Add(value.OnForward(_ => { }));
                    else if (rest % 4 == 3 && isLate)
                        Assert.Equal(expected[v], value.Activation.Span.ToArray());
                }
                if (!isLate)
                    network.Forward();
                (Hook of, int element) = target(network.Hooks[^1]);
                network.Backward(new Target(of, element), network.Hooks[0]);
                Assert.Equal(gradient, network.Hooks[0].Gradient.Span.ToArray());
                for (int i = 0; i < values; i++)
                {
                    int v = (choice + i) % values;
                    Assert.Equal(expected[v], network.Hooks[v].Activation.Span.ToArray());
                }
                watches.ForEach(watch => watch.Dispose());
            }
        }
    }
}
