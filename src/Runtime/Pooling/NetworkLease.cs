namespace CaffeSharpGen;

/// <summary>
/// An instance of a pool that one thread at a time uses until the lease is disposed of. Do not dispose of the network itself, and end what
/// you subscribed to (<see cref="Hook.OnForward"/>): the next one to rent it finds its inputs, values and callbacks as you left them.
/// </summary>
public sealed class NetworkLease<TNetwork> : IDisposable
    where TNetwork : class, IDisposable
{
    private readonly NetworkPool<TNetwork> pool;
    private TNetwork? network;

    internal NetworkLease(NetworkPool<TNetwork> pool, TNetwork network) => (this.pool, this.network) = (pool, network);

    /// <summary>The instance.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed of.</exception>
    public TNetwork Network => Volatile.Read(ref network) ?? throw new ObjectDisposedException(
        nameof(NetworkLease<>), "the instance was given back to its pool: use it before the lease is disposed of");

    /// <summary>Gives the instance back. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref network, null) is { } instance)
            pool.Return(instance);
    }
}
