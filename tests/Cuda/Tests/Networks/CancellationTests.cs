using System.Diagnostics;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Passes that nobody wants any more while the device computes them, or while others have it.</summary>
[Collection(nameof(Gpu))]
public sealed class CancellationTests
{
    private const string TableNetwork = """
        name: 'Table'
        layer { name: 'words' type: 'Input' top: 'words' input_param { shape { dim: 1 dim: 3 } } }
        layer { name: 'table' type: 'Embed' bottom: 'words' top: 'rows' embed_param { input_dim: 5 num_output: 4 bias_term: false } }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pass_ends_with_its_token_while_the_device_computes_and_the_next_one_is_right(bool recordPasses)
    {
        using CudaDevice device = Gpu.Open(new CudaOptions { RecordPasses = recordPasses }), plain = new(new CudaOptions());
        using Network network = SmallNetwork.Load(device), expected = SmallNetwork.Load(plain);
        // As they are, recorded, and replayed.
        for (int pass = 0; pass < 4; pass++)
        {
            network.Inputs[0].Set(SmallNetwork.Input(1, 100 + pass));
            CancelWhileTheDeviceComputes(network.Forward);
            Assert.Throws<InvalidOperationException>(() => network["prob"].Activation);

            foreach (Network each in new[] { network, expected })
            {
                each.Inputs[0].Set(SmallNetwork.Input(1, pass));
                each.Forward();
            }
            RequireEqual(expected["prob"].Activation, network["prob"].Activation);

            CancelWhileTheDeviceComputes(token => network.Backward(network["fc"][1], network["data"], ReluRule.Guided, token));
            Assert.Throws<InvalidOperationException>(() => network["data"].Gradient);
            foreach (Network each in new[] { network, expected })
                each.Backward(each["fc"][2], each["data"], ReluRule.Guided);
            RequireEqual(expected["data"].Gradient, network["data"].Gradient);
        }
    }

    [Fact]
    public void Only_a_pass_that_can_be_cancelled_waits_for_the_device()
    {
        int others = CudaDouble.PendingWork;
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        network.Forward();
        Assert.True(CudaDouble.PendingWork > others);
        Assert.Equal(0, Questions);
        using var source = new CancellationTokenSource();
        network.Forward(source.Token);
        Assert.Equal(others, CudaDouble.PendingWork);
        Assert.True(Questions > 0);
    }

    [Fact]
    public void A_pass_that_is_done_is_not_cancelled()
    {
        using CudaDevice device = Gpu.Open();
        CudaDouble.Eager = true;
        using Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        using var source = new CancellationTokenSource();
        using (network["prob"].OnForward(_ => source.Cancel()))
            network.Forward(source.Token);
        Assert.Equal(1, network["prob"].Activation.Span.ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void Others_have_their_turns_while_a_pass_waits()
    {
        using CudaDevice device = Gpu.Open();
        using Network first = SmallNetwork.Load(device), second = first.Share(1);
        first.Inputs[0].Set(SmallNetwork.Input(1, 1));
        second.Inputs[0].Set(SmallNetwork.Input(1, 1));
        CancelWhileTheDeviceComputes(first.Forward, () =>
        {
            second.Forward();
            Assert.Equal(1, second["prob"].Activation.Span.ToArray().Sum(), 1e-5);
            // What the device had before is done then as well, and it gets new work without end.
            second.Forward();
        }, isCancelled: false);
        RequireEqual(first["prob"].Activation, second["prob"].Activation);
    }

    [Fact]
    public void A_pass_that_waits_for_its_turn_ends_with_its_token()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        using var source = new CancellationTokenSource();
        using ManualResetEventSlim taken = new(), given = new();
        Collision.Together(
            () =>
            {
                using var turn = device.Context.Enter();
                taken.Set();
                Assert.True(given.Wait(TimeSpan.FromMinutes(1)));
            },
            () =>
            {
                try
                {
                    Assert.True(taken.Wait(TimeSpan.FromMinutes(1)));
                    source.CancelAfter(5);
                    Assert.Throws<OperationCanceledException>(() => network.Forward(source.Token));
                }
                finally
                {
                    given.Set();
                }
            });
        network.Forward();
        Assert.Equal(1, network["prob"].Activation.Span.ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void What_kernels_find_wrong_in_a_cancelled_pass_concerns_no_other()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(TableNetwork, device);
        network.Inputs[0].Set([1, 9, 2]);
        Assert.Throws<InvalidOperationException>(network.Forward);
        for (int pass = 0; pass < 3; pass++)
        {
            network.Inputs[0].Set([1, 9, 2]);
            CancelWhileTheDeviceComputes(network.Forward);
            network.Inputs[0].Set([1, 4, 2]);
            network.Forward();
            Assert.Equal(12, network["table"].Activation.Span.Length);
        }
    }

    private static long Questions => CudaDouble.Log.GetValueOrDefault("cuEventQuery");

    // A pass on a device that gets nowhere while it is only asked, until somebody does something.
    private static void CancelWhileTheDeviceComputes(
        Action<CancellationToken> pass, Action? meanwhile = null, bool isCancelled = true)
    {
        using var source = new CancellationTokenSource();
        long before = Questions;
        int pending = CudaDouble.PendingWork;
        CudaDouble.Stalled = true;
        try
        {
            Collision.Together(
                () =>
                {
                    if (isCancelled)
                        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => pass(source.Token)).CancellationToken);
                    else
                        pass(source.Token);
                },
                () =>
                {
                    var watch = Stopwatch.StartNew();
                    while (Questions < before + 3 && watch.Elapsed < TimeSpan.FromMinutes(1))
                        Thread.Sleep(1);
                    Assert.True(Questions >= before + 3, "the pass does not wait");
                    meanwhile?.Invoke();
                    if (isCancelled)
                        source.Cancel();
                });
            if (isCancelled)
                Assert.True(CudaDouble.PendingWork > pending, "the device was done");
        }
        finally
        {
            CudaDouble.Stalled = false;
        }
    }

    private static void RequireEqual(Tensor expected, Tensor actual) => Assert.True(expected.Span.SequenceEqual(actual.Span));
}
