using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Passes;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Passes that are recorded and replayed compute the same bits as passes that run as they are.</summary>
[Collection(nameof(Gpu))]
public sealed class RecordingTests
{
    private static readonly CudaOptions plainly = new() { RecordPasses = false };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Any_sequence_of_passes_computes_the_same_bits(int seed, int batchSize)
    {
        using CudaDevice recording = Gpu.Open(), plain = new(plainly);
        using Network actual = SmallNetwork.Load(recording, batchSize), expected = SmallNetwork.Load(plain, batchSize);
        var random = new Random(seed);
        var held = new List<IDisposable>();
        for (int step = 0; step < 60; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    float[] input = SmallNetwork.Input(batchSize, random.Next());
                    Both(network => network.Inputs[0].Set(input));
                    break;
                case 1:
                    Hook kept = Any(expected);
                    Both(network => held.Add(network[kept.Name].Keep()));
                    break;
                case 2 or 5 or 6 or 7 when held.Count > 0:
                    held.ForEach(each => each.Dispose());
                    held.Clear();
                    break;
                case 3:
                    Hook changed = Any(expected);
                    Both(network => held.Add(network[changed.Name].OnForward(value => value.Span[0] += 1)));
                    break;
                case 4:
                    string seen = Any(expected).Name;
                    Both(network => held.Add(network[seen].OnBackward(gradient => gradient.Span[0] *= 2)));
                    break;
            }
            Both(network => network.Forward());
            Equal(expected["prob"].Activation, actual["prob"].Activation, $"step {step}");
            (int of, ReluRule rule, string to) = (random.Next(10), (ReluRule)random.Next(3), new[] { "data", "conv1", "both", "sum" }[random.Next(4)]);
            for (int times = random.Next(3); times > 0; times--)
                Both(network => network.Backward(network["fc"][of], network[to], rule));
            if (expected[to] is { } hook && HasGradient(hook))
                Equal(hook.Gradient, actual[to].Gradient, $"step {step}, gradient at {to}");
        }
        Assert.True(Recorder(actual).Replays > 8, $"{Recorder(actual).Replays} replays");
        Assert.Null(Recorder(actual).Obstacle);
        Assert.Equal(0, Recorder(expected).Replays);

        void Both(Action<Network> act)
        {
            act(expected);
            act(actual);
        }

        Hook Any(Network network)
        {
            Hook[] named = [.. network.Hooks.Where(hook => hook.Producer is not null && !hook.IsHidden)];
            return named[random.Next(named.Length)];
        }
    }

    [Fact]
    public void Work_at_the_first_and_at_the_last_moment_and_threads_in_both_orders_compute_the_same_bits()
    {
        float[]? expected = null;
        foreach ((bool eager, bool descending) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            using CudaDevice device = Gpu.Open();
            (CudaDouble.Eager, CudaDouble.Descending) = (eager, descending);
            using Network network = SmallNetwork.Load(device, 2);
            var all = new List<float>();
            for (int pass = 0; pass < 4; pass++)
            {
                // The buffer may be written again as soon as the call returns.
                float[] input = SmallNetwork.Input(2, pass);
                network.Inputs[0].Set(input);
                Array.Clear(input);
                network.Forward();
                network.Backward(network["fc"][pass], network["data"], ReluRule.Guided);
                all.AddRange(network["prob"].Activation.Span);
                all.AddRange(network["data"].Gradient.Span);
            }
            expected ??= [.. all];
            Assert.Equal(expected, all);
        }
    }

    [Fact]
    public void A_driver_that_records_nothing_runs_passes_as_they_are()
    {
        using CudaDevice device = Gpu.Open(), plain = new(plainly);
        using Network actual = SmallNetwork.Load(device), expected = SmallNetwork.Load(plain);
        CudaDouble.FailCalls("cuGraphInstantiateWithFlags", 801);
        for (int pass = 0; pass < 3; pass++)
        {
            foreach (Network network in new[] { actual, expected })
            {
                network.Inputs[0].Set(SmallNetwork.Input(1, pass));
                network.Forward();
                network.Backward(network["fc"][1], network["data"]);
            }
            Equal(expected["data"].Gradient, actual["data"].Gradient, $"pass {pass}");
        }
        Assert.Contains("cuGraphInstantiateWithFlags", Recorder(actual).Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_pass_leaves_the_device_usable()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        for (int pass = 0; pass < 4; pass++)
        {
            using var source = new CancellationTokenSource();
            using (network["norm1"].OnForward(_ => source.Cancel()))
                Assert.Throws<OperationCanceledException>(() => network.Forward(source.Token));
            network.Forward();
            Assert.Equal(1, network["prob"].Activation.Span.ToArray().Sum(), 1e-5);
        }
    }

    [Fact]
    public void Networks_on_several_threads_take_turns()
    {
        using CudaDevice device = Gpu.Open();
        using Network first = SmallNetwork.Load(device), second = first.Share(2), third = SmallNetwork.Load(device);
        Network[] networks = [first, second, third];
        float[][] alone = Array.ConvertAll(networks, Run), together = new float[networks.Length][];
        Collision.Together([.. networks.Index().Select(network => (Action)(() =>
        {
            for (int i = 0; i < 5; i++)
                together[network.Index] = Run(network.Item);
        }))]);
        Assert.Equal(alone, together);

        static float[] Run(Network network)
        {
            network.Inputs[0].Set(SmallNetwork.Input(network.BatchSize, 7));
            network.Forward();
            network.Backward(network["fc"][2], network["data"], ReluRule.Deconv);
            return network["data"].Gradient.Span.ToArray();
        }
    }

    [Fact]
    public void Two_devices_are_two()
    {
        Gpu.Open().Dispose();
        CudaDouble.Devices = 2;
        using CudaDevice zero = new(new CudaOptions()), one = new(new CudaOptions { Index = 1 });
        using Network first = SmallNetwork.Load(zero), second = SmallNetwork.Load(one);
        foreach (Network network in new[] { first, second })
        {
            network.Inputs[0].Set(SmallNetwork.Input(1, 9));
            network.Forward();
        }
        Equal(first["prob"].Activation, second["prob"].Activation, "devices");
        Assert.Throws<ArgumentOutOfRangeException>(() => new CudaDevice(new CudaOptions { Index = 2 }));
    }

    private static PassRecorder Recorder(Network network) => ((CudaSession)network.Session).Passes;

    private static bool HasGradient(Hook hook)
    {
        try
        {
            _ = hook.Gradient;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Equal(Tensor expected, Tensor actual, string what) =>
        Assert.True(expected.Span.SequenceEqual(actual.Span), what);
}
