using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Runtime.Tests.Cpu;

/// <summary>Loops over several threads.</summary>
public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void Every_index_is_called_once(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int count = 0; count < 300; count++)
        {
            int[] calls = new int[count];
            pool.For(count, (index, worker) =>
            {
                Interlocked.Increment(ref calls[index]);
                Assert.InRange(worker, 0, threads - 1);
            });
            Assert.All(calls, call => Assert.Equal(1, call));
        }
    }

    [Fact]
    public void No_two_calls_share_a_worker_at_a_time()
    {
        using var pool = new WorkerPool(4);
        int[] busy = new int[4];
        for (int loop = 0; loop < 500; loop++)
        {
            pool.For(16, (_, worker) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref busy[worker]));
                Thread.SpinWait(20);
                Interlocked.Decrement(ref busy[worker]);
            });
        }
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(3);
        int others = 0;
        Assert.Throws<InvalidOperationException>(() => pool.For(50, (index, _) =>
        {
            if (index == 20)
                throw new InvalidOperationException();
            Interlocked.Increment(ref others);
        }));
        Assert.Equal(49, others);
        int calls = 0;
        pool.For(10, (_, _) => Interlocked.Increment(ref calls));
        Assert.Equal(10, calls);
    }

    [Fact]
    public async Task Several_callers_take_turns()
    {
        using var pool = new WorkerPool(3);
        int[] sums = new int[4];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() =>
        {
            for (int loop = 0; loop < 200; loop++)
                pool.For(20, (index, _) => Interlocked.Add(ref sums[caller], index));
        })));
        Assert.All(sums, sum => Assert.Equal(200 * 190, sum));
    }

    [Fact]
    public void Parked_threads_wake_up()
    {
        using var pool = new WorkerPool(3);
        for (int loop = 0; loop < 20; loop++)
        {
            int calls = 0;
            Thread.Sleep(5);
            pool.For(100, (_, _) => Interlocked.Increment(ref calls));
            Assert.Equal(100, calls);
        }
    }
}
