using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Pooling;

/// <summary>A pool of instances over the same weights.</summary>
public sealed class NetworkPoolTests
{
    private const int Threads = 8, Runs = 20;

    [Fact]
    public void Many_threads_rent_a_few_instances_and_each_gets_its_own_results()
    {
        using Device device = Device.Cpu(2);
        using var pool = NetworkPool.Of(MixedNetwork.Load(device), maximum: 3);
        float[][] expected = [.. Enumerable.Range(0, Threads).Select(thread => Run(pool, thread))];
        int most = 0;
        Collision.Together([.. Enumerable.Range(0, Threads).Select(thread => (Action)(() =>
        {
            for (int run = 0; run < Runs; run++)
            {
                Assert.Equal(expected[thread], Run(pool, thread));
                InterlockedMax(ref most, pool.Rented);
            }
        }))]);
        Assert.InRange(pool.Made, 1, 3);
        Assert.InRange(most, 0, 3);
        Assert.Equal(0, pool.Rented);
        Assert.Equal(Threads, expected.Select(values => values[0]).Distinct().Count());
    }

    [Fact]
    public void Instances_are_made_when_they_are_needed_and_rented_again()
    {
        using var pool = NetworkPool.Of(MixedNetwork.Load(Device.Scalar()), maximum: 2);
        Assert.Equal((1, 2, "Mixed"), (pool.Made, pool.Maximum, pool.Name));
        NetworkLease<Mixed> first = pool.Rent();
        Assert.Equal((1, 1), (pool.Made, pool.Rented));
        NetworkLease<Mixed> second = pool.Rent();
        Assert.Equal((2, 2), (pool.Made, pool.Rented));
        Assert.NotSame(first.Network, second.Network);
        Mixed returned = second.Network;
        second.Dispose();
        second.Dispose();
        Assert.Equal(1, pool.Rented);
        Assert.Contains("given back", Assert.Throws<ObjectDisposedException>(() => second.Network).Message, StringComparison.Ordinal);
        using NetworkLease<Mixed> third = pool.Rent();
        Assert.Same(returned, third.Network);
        first.Dispose();
    }

    [Fact]
    public async Task A_wait_ends_when_an_instance_is_free_or_the_token_is_cancelled()
    {
        using var pool = NetworkPool.Of(MixedNetwork.Load(Device.Scalar()), maximum: 1);
        NetworkLease<Mixed> lease = pool.Rent();
        using var source = new CancellationTokenSource();
        ValueTask<NetworkLease<Mixed>> cancelled = pool.RentAsync(source.Token);
        Task<NetworkLease<Mixed>> waiting = pool.RentAsync().AsTask();
        Assert.False(cancelled.IsCompleted || waiting.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => pool.Rent(source.Token));
        lease.Dispose();
        using NetworkLease<Mixed> next = await waiting;
        Assert.Equal((1, 1), (pool.Made, pool.Rented));
    }

    [Fact]
    public void An_instance_whose_pass_threw_or_was_cancelled_is_as_good_as_any()
    {
        using var pool = NetworkPool.Of(MixedNetwork.Load(Device.Scalar()), maximum: 1);
        float[] expected = Run(pool, 0);
        using (NetworkLease<Mixed> lease = pool.Rent())
        {
            using IDisposable bad = lease.Network.Fc2.OnForward(_ => throw new InvalidOperationException("from a callback"));
            Assert.Throws<InvalidOperationException>(() => lease.Network.Forward());
        }
        Assert.Equal(expected, Run(pool, 0));
        using (NetworkLease<Mixed> lease = pool.Rent())
        {
            lease.Network.Forward();
            using IDisposable bad = lease.Network.Fc2.OnBackward(_ => throw new InvalidOperationException("from a callback"));
            Assert.Throws<InvalidOperationException>(() => lease.Network.Backward(lease.Network.Fc2[1], lease.Network.Data));
            Assert.Throws<OperationCanceledException>(() => lease.Network.Forward(new CancellationToken(canceled: true)));
        }
        Assert.Equal(expected, Run(pool, 0));
        Assert.Equal(1, pool.Made);
    }

    [Fact]
    public void An_instance_that_was_disposed_of_is_replaced_while_another_has_the_weights()
    {
        using var pool = NetworkPool.Of(MixedNetwork.Load(Device.Scalar()), maximum: 2);
        float[] expected = Run(pool, 0);
        using (NetworkLease<Mixed> kept = pool.Rent(), lost = pool.Rent())
        {
            lost.Network.Dispose();
        }
        using (NetworkLease<Mixed> one = pool.Rent(), other = pool.Rent())
            Assert.Equal(2, pool.Made);
        Assert.Equal(expected, Run(pool, 0));
        using (NetworkLease<Mixed> one = pool.Rent(), other = pool.Rent())
        {
            one.Network.Dispose();
            other.Network.Dispose();
        }
        Assert.Contains(
            "dispose of leases, not of networks", Assert.Throws<InvalidOperationException>(() => pool.Rent()).Message, StringComparison.Ordinal);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public async Task Disposing_of_a_pool_ends_waits_at_once_and_frees_each_instance_when_it_is_back()
    {
        var weights = new SharingTests.CountedWeights();
        var owned = new Owned();
        var pool = NetworkPool.Of(Mixed.Load(weights, Device.Scalar()), maximum: 1, owned);
        NetworkLease<Mixed> lease = pool.Rent();
        Task<NetworkLease<Mixed>>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => pool.RentAsync().AsTask())];
        pool.Dispose();
        foreach (Task<NetworkLease<Mixed>> wait in waiting)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
        Assert.False(pool.Completion.IsCompleted || weights.IsDisposed || owned.IsDisposed);
        lease.Network.Data.Set(MixedNetwork.Input(1));
        lease.Network.Forward();
        lease.Dispose();
        await pool.Completion;
        Assert.True(weights.IsDisposed && owned.IsDisposed);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Network);
    }

    [Fact]
    public void An_idle_pool_is_freed_at_once()
    {
        var weights = new SharingTests.CountedWeights();
        var owned = new Owned();
        var pool = NetworkPool.Of(Mixed.Load(weights, Device.Scalar()), maximum: 3, owned);
        using (NetworkLease<Mixed> one = pool.Rent(), other = pool.Rent())
            Assert.Equal(2, pool.Made);
        pool.Dispose();
        Assert.True(weights.IsDisposed && owned.IsDisposed && pool.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Networks_that_are_made_at_run_time_have_pools_too()
    {
        using NetworkPool<Network> pool = NetworkPool.Of(MixedNetwork.Load(Device.Scalar()).Network);
        Assert.Equal(NetworkPool<Network>.UsualMaximum, pool.Maximum);
        using NetworkLease<Network> one = pool.Rent(), other = pool.Rent();
        Assert.NotSame(one.Network, other.Network);
        Assert.Same(one.Network.Device, other.Network.Device);
    }

    [Fact]
    public void A_pool_is_loaded_by_the_class_of_its_network()
    {
        using (NetworkPool<Mixed> pool = NetworkPool.Load<Mixed>(new SharingTests.CountedWeights(), Device.Scalar(), batchSize: 3, maximum: 4))
        {
            using NetworkLease<Mixed> one = pool.Rent(), other = pool.Rent();
            Assert.Equal((3, 3, 3, 4), (pool.BatchSize, one.Network.BatchSize, other.Network.BatchSize, pool.Maximum));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkPool.Load<Mixed>("nowhere.caffemodel", maximum: -1));
        Assert.ThrowsAny<Exception>(() => NetworkPool.Load<Mixed>("nowhere.caffemodel"));
    }

    private static float[] Run(NetworkPool<Mixed> pool, int seed)
    {
        using NetworkLease<Mixed> lease = pool.Rent();
        Mixed network = lease.Network;
        float[] image = MixedNetwork.Input(1);
        image[0] += seed;
        network.Data.Set(image);
        network.Forward();
        network.Backward(network.Fc2[1], network.Data);
        return [network.Fc2.Activation.Span[0], .. network.Prob.Activation.Span, .. network.Data.Gradient.Span];
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
            seen = Interlocked.CompareExchange(ref most, value, seen) is var now && now == seen ? value : now;
    }

    private sealed class Owned : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
