using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Threads that use one device, or two, where callbacks of a pass wait for others.</summary>
[Collection(nameof(Gpu))]
public sealed class ThreadTests
{
    // Long enough for a loaded machine; who waits for this long waits forever.
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_callback_may_wait_for_a_thread_that_uses_the_device()
    {
        using CudaDevice device = Gpu.Open();
        using Network first = SmallNetwork.Load(device), second = first.Share();
        Set(first, second);
        for (int pass = 0; pass < 3; pass++)
        {
            bool hasEnded = false;
            using (first["norm1"].OnForward(_ => hasEnded = Start(second.Forward).Join(longest)))
                first.Forward();
            Assert.True(hasEnded, "the thread waits for the callback's pass");
            Assert.Equal(first["prob"].Activation.Span.ToArray(), second["prob"].Activation.Span.ToArray());
        }
    }

    [Fact]
    public void Callbacks_of_two_devices_may_each_run_a_network_of_the_other_one()
    {
        CudaDouble.Reset();
        CudaDouble.Devices = 2;
        using CudaDevice left = new(new CudaOptions()), right = new(new CudaOptions { Index = 1 });
        using Network ofLeft = SmallNetwork.Load(left), ofRight = SmallNetwork.Load(right);
        using Network alsoLeft = ofLeft.Share(), alsoRight = ofRight.Share();
        Set(ofLeft, ofRight, alsoLeft, alsoRight);
        using var both = new Barrier(2);
        using IDisposable onLeft = ofLeft["norm1"].OnForward(_ => RunOther(alsoRight));
        using IDisposable onRight = ofRight["norm1"].OnForward(_ => RunOther(alsoLeft));
        Thread[] threads = [Start(ofLeft.Forward), Start(ofRight.Forward)];
        Assert.All(threads, thread => Assert.True(thread.Join(longest), "each waits for the other's pass"));
        Assert.Equal(ofLeft["prob"].Activation.Span.ToArray(), ofRight["prob"].Activation.Span.ToArray());
        Assert.Equal(0, CudaDouble.CurrentContexts);

        void RunOther(Network other)
        {
            both.SignalAndWait(longest);
            other.Forward();
        }
    }

    [Fact]
    public void A_device_is_disposed_of_after_the_passes_of_other_threads_and_never_by_a_callback()
    {
        CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        Set(network);
        Thread? other = null;
        using (network["norm1"].OnForward(_ =>
        {
            Assert.Throws<InvalidOperationException>(device.Dispose);
            other = Start(device.Dispose);
            Assert.False(other.Join(50));
        }))
            network.Forward();
        Assert.True(other!.Join(longest));
        Assert.Throws<ObjectDisposedException>(network.Forward);
    }

    // Operations of one run between those of another, while a third records or frees what it has.
    [Fact]
    public void Instances_that_come_and_go_on_several_threads_compute_what_they_do_alone()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        float[][] alone = [.. Enumerable.Range(0, 3).Select(Run)], together = new float[3][];
        Collision.Together([.. Enumerable.Range(0, 3).Select(thread => (Action)(() =>
        {
            for (int round = 0; round < 4; round++)
                together[thread] = Run(thread);
        }))]);
        Assert.Equal(alone, together);

        float[] Run(int thread)
        {
            using Network own = network.Share(thread + 1);
            float sum = 0;
            for (int pass = 0; pass < 4; pass++)
            {
                own.Inputs[0].Set(SmallNetwork.Input(own.BatchSize, thread));
                using (pass == 2 ? own["left_relu"].OnForward(value => sum += value.Span[0]) : null)
                    own.Forward();
                own.Backward(own["fc"][thread], own["data"], ReluRule.Deconv);
            }
            return [sum, .. own["prob"].Activation.Span, .. own["data"].Gradient.Span];
        }
    }

    private static void Set(params Network[] networks)
    {
        foreach (Network network in networks)
            network.Inputs[0].Set(SmallNetwork.Input(1, 5));
    }

    private static Thread Start(Action run)
    {
        var thread = new Thread(() => run()) { IsBackground = true };
        thread.Start();
        return thread;
    }
}
