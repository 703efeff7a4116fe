using System.Diagnostics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Threads that collide on one network: each call is right, waits, or is refused with an exception that says what to do; none mixes two passes, or crashes.</summary>
public sealed class ThreadsTests
{
    private static readonly TimeSpan aWhile = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Passes_inputs_and_reads_of_several_threads_are_right_or_refused()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        float[][] inputs = [MixedNetwork.Input(1), [.. MixedNetwork.Input(1).Select(x => -x)]];
        float[][] outputs = Array.ConvertAll(inputs, input => Run(network, input));
        int passes = 0, refusals = 0;
        long end = Stopwatch.GetTimestamp() + (long)(aWhile.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(() =>
        {
            for (int i = worker; Stopwatch.GetTimestamp() < end; i++)
            {
                try
                {
                    switch (i % 4)
                    {
                        case 0:
                            network.Data.Set(inputs[i / 4 % 2]);
                            break;
                        case 1:
                            network.Backward(network.Fc2[1], network.Sum);
                            break;
                        case 2:
                            float[] read = network.Prob.Activation.Span.ToArray();
                            // Between reading the view and copying it another thread may begin a pass: that the view is its own affair, documents say.
                            _ = read;
                            break;
                        default:
                            network.Forward();
                            Interlocked.Increment(ref passes);
                            break;
                    }
                }
                catch (InvalidOperationException refusal)
                {
                    Assert.True(
                        refusal.Message.Contains("Share", StringComparison.Ordinal) || refusal.Message.Contains("Forward", StringComparison.Ordinal), refusal.Message);
                    Interlocked.Increment(ref refusals);
                }
            }
        }, TaskCreationOptions.LongRunning)));
        Assert.True(passes > 0 && refusals > 0, $"{passes} passes, {refusals} refusals");
        // Whatever happened, it is whole: a pass gives the values of the input that was set last.
        for (int i = 0; i < 2; i++)
            Assert.Equal(outputs[i], Run(network, inputs[i]));
    }

    [Fact]
    public void An_input_set_during_a_pass_is_refused_and_the_pass_is_of_the_old_one()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        float[] input = MixedNetwork.Input(1), other = new float[input.Length], expected = Run(network, input);
        string fromCallback = "", fromThread = "", read = "", pass = "";
        using (network.Squeeze.OnForward(_ =>
        {
            fromCallback = Assert.Throws<InvalidOperationException>(() => network.Data.Set(other)).Message;
            Parallel.Invoke(() => OnAnotherThread(() =>
            {
                fromThread = Assert.Throws<InvalidOperationException>(() => network.Data.SetImage(0, other)).Message;
                read = Assert.Throws<InvalidOperationException>(() => network.Prob.Activation).Message;
                pass = Assert.Throws<InvalidOperationException>(network.Forward).Message;
            }));
        }))
        {
            network.Forward();
        }
        Assert.Equal(expected, network.Prob.Activation.Span.ToArray());
        Assert.Contains("'data' cannot be set by a callback", fromCallback, StringComparison.Ordinal);
        Assert.All(new[] { fromThread, read, pass }, message => Assert.Contains("Share", message, StringComparison.Ordinal));
        Assert.Equal(expected, network.Prob.Activation.Span.ToArray());
    }

    [Fact]
    public void Dispose_waits_for_the_pass_of_another_thread()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        float[] expected = Run(network, MixedNetwork.Input(1));
        long end = Stopwatch.GetTimestamp() + (long)(aWhile.TotalSeconds * Stopwatch.Frequency);
        for (int round = 0; Stopwatch.GetTimestamp() < end; round++)
        {
            Mixed other = network.Share();
            other.Data.Set(MixedNetwork.Input(1));
            int passes = 0;
            using var running = new ManualResetEventSlim();
            var runner = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        other.Forward();
                        other.Backward(other.Fc2[0], other.Data);
                        if (++passes == 2)
                            running.Set();
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            });
            runner.Start();
            running.Wait();
            for (int spin = 0; spin < round % 50; spin++)
                Thread.SpinWait(100);
            other.Dispose();
            runner.Join();
            Assert.Throws<ObjectDisposedException>(() => other.Prob.Activation);
            Assert.Throws<ObjectDisposedException>(() => other.Data.Gradient);
            Assert.Throws<ObjectDisposedException>(() => other.Data.Set(MixedNetwork.Input(1)));
            Assert.Throws<ObjectDisposedException>(other.Forward);
            Assert.Throws<ObjectDisposedException>(() => other.Share());
        }
        Assert.Equal(expected, Run(network, MixedNetwork.Input(1)));
    }

    [Fact]
    public void A_callback_cannot_dispose_of_its_network()
    {
        using Device device = Device.Cpu(2);
        using Mixed network = MixedNetwork.Load(device);
        using (network.Squeeze.OnForward(_ => network.Dispose()))
            Assert.Contains("callback", Assert.Throws<InvalidOperationException>(network.Forward).Message, StringComparison.Ordinal);
        network.Forward();
    }

    [Fact]
    public void A_device_that_is_disposed_of_while_a_network_runs_ends_it_with_an_exception()
    {
        for (int round = 0; round < 20; round++)
        {
            Device device = Device.Cpu(2);
            using Mixed network = MixedNetwork.Load(device);
            using var running = new ManualResetEventSlim();
            Exception? end = null;
            var runner = new Thread(() =>
            {
                Action forever = () =>
                {
                    while (true)
                    {
                        network.Forward();
                        running.Set();
                    }
                };
                end = Record.Exception(forever);
            });
            runner.Start();
            running.Wait();
            device.Dispose();
            runner.Join();
            Assert.IsType<ObjectDisposedException>(end);
        }
    }

    [Fact]
    public void Networks_that_nobody_disposes_of_end_their_threads_and_give_their_memory_back()
    {
        // 200 of them held 213 threads and 1348 MB. Nothing here asks for a collection.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted in /proc");
        int most = 0;
        for (int i = 0; i < 200; i++)
        {
            Abandon();
            most = Math.Max(most, ThreadsOfPools());
            if (i % 20 == 19)
                Thread.Sleep(50); // Finalizers have a thread of their own.
        }
        Assert.InRange(most, 1, 100);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Abandon()
        {
            Loop network = Loop.Load(new MemoryWeights(
            [
                new("conv", "Convolution", [new([16, 3, 3, 3]), new([16])]),
                new("fc", "InnerProduct", [new([10, 16]), new([10])]),
            ]), Device.Cpu(5));
            network.Forward();
            network.Backward(network.Fc[1], network.Data);
        }
    }

    // Of this process, by the names that pools give them: tests beside this one have threads too, but of other numbers.
    private static int ThreadsOfPools() =>
        Directory.EnumerateDirectories("/proc/self/task").Count(task => NameOf(task).StartsWith("CaffeSharpGen 4", StringComparison.Ordinal));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    private static float[] Run(Mixed network, float[] input)
    {
        network.Data.Set(input);
        network.Forward();
        return network.Prob.Activation.Span.ToArray();
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
