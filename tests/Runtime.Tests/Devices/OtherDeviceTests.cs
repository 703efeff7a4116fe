using CaffeSharpGen.OtherDevice;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>Networks on a device of another assembly, which lacks most kernels, has no arenas, and fuses one pair of layers.</summary>
public sealed class OtherDeviceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_network_computes_what_the_oracle_computes(int batch)
    {
        using Device scalar = Device.Scalar(), other = new NaiveDevice();
        using Mixed oracle = MixedNetwork.Load(scalar, batch), network = MixedNetwork.Load(other, batch);
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            foreach (Mixed it in new[] { oracle, network })
            {
                it.Forward();
                it.Backward(it.Fc2[3], [it.Data, it.Squeeze_Relu, it.Sum_Relu], rule);
            }
            Close.Relative(oracle.Prob.Activation.Span, network.Prob.Activation.Span, 1e-5, $"prob, {rule}");
            Close.Relative(oracle.Data.Gradient.Span, network.Data.Gradient.Span, 1e-4, $"data, {rule}");
            Close.Relative(oracle.Squeeze_Relu.Gradient.Span, network.Squeeze_Relu.Gradient.Span, 1e-4, $"squeeze_relu, {rule}");
            Close.Relative(oracle.Sum_Relu.Gradient.Span, network.Sum_Relu.Gradient.Span, 1e-4, $"sum_relu, {rule}");
        }
    }

    [Fact]
    public void Callbacks_change_values_and_gradients_there_too()
    {
        using Device scalar = Device.Scalar(), other = new NaiveDevice();
        float[][] gradients = Array.ConvertAll(new[] { scalar, other }, device =>
        {
            using Mixed network = MixedNetwork.Load(device);
            // One is the value of a kernel of the device, one of the CPU; each is seen by two callbacks.
            using IDisposable one = network.Squeeze.OnForward(value => value.Span.ForEach(element => element * 2));
            using IDisposable two = network.Squeeze.OnForward(value => value.Span.ForEach(element => element + 0.25f));
            using IDisposable three = network.Norm1.OnForward(value => value.Span.ForEach(element => element * 1.5f));
            using IDisposable four = network.Pool1.OnBackward(value => value.Span.ForEach(element => element * 3));
            network.Forward();
            network.Backward(network.Fc2[1], network.Data);
            return network.Data.Gradient.Span.ToArray();
        });
        Close.Relative(gradients[0], gradients[1], 1e-4);
    }

    /// <summary>Who observes the value between two layers that run as one decides how they are divided, forward and backward each by itself.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Layers_that_run_as_one_may_be_divided_in_one_direction_only(bool isDividedForward, bool isDividedBackward)
    {
        using Device scalar = Device.Scalar(), other = new NaiveDevice();
        using Mixed oracle = MixedNetwork.Load(scalar), network = MixedNetwork.Load(other);
        // An earlier pass, of another input and in the other pieces, leaves something behind that must not show.
        network.Data.Set([.. MixedNetwork.Input(1).Select(value => -value)]);
        using (isDividedForward ? null : network.Identity.Keep())
            network.Forward();
        network.Data.Set(MixedNetwork.Input(1));
        using IDisposable? kept = isDividedForward ? network.Identity.Keep() : null;
        network.Forward();
        oracle.Forward();
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            oracle.Backward(oracle.Fc2[3], oracle.Data, rule);
            network.Backward(network.Fc2[3], isDividedBackward ? [network.Data, network.Identity] : [network.Data], rule);
            Close.Relative(oracle.Data.Gradient.Span, network.Data.Gradient.Span, 1e-4, $"{rule}");
        }
    }

    [Fact]
    public void What_runs_on_the_CPU_is_noted()
    {
        using var device = new NaiveDevice();
        using Mixed network = MixedNetwork.Load(device);
        string[] elsewhere = [.. network.Network.Notes.Where(note => note.Contains("runs on the CPU", StringComparison.Ordinal))];
        Assert.Contains(elsewhere, note => note.Contains("'norm1' (LRN)", StringComparison.Ordinal));
        Assert.Contains(elsewhere, note => note.Contains("'prob' (Softmax)", StringComparison.Ordinal));
        Assert.DoesNotContain(elsewhere, note => note.Contains("(Convolution)", StringComparison.Ordinal) || note.Contains("(ReLU)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_session_runs_whole_passes_and_their_tokens()
    {
        using var device = new NaiveDevice();
        using Mixed network = MixedNetwork.Load(device);
        network.Forward();
        network.Backward(network.Fc2[1], network.Data);
        Assert.Equal([true, false], device.Passes.Select(pass => pass.IsForward));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => network.Forward(cancellation.Token));
        network.Forward();
        Assert.Equal(4, device.Passes.Count);
    }
}
