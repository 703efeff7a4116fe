namespace CaffeSharpGen;

/// <summary>
/// Instances of a network over the same weights, for code that serves many requests at once: a request rents one, and gives it back. Any
/// thread may rent; instances are made when they are first needed, up to <see cref="Maximum"/>, and requests beyond that wait. An instance
/// whose pass was cancelled or threw is as good as any other: the next forward pass starts anew.
/// </summary>
/// <remarks>
/// All instances are on one device, and networks on one device take turns, loop by loop: each pass uses all threads of the device, and two
/// at once do not oversubscribe the processor, but do not end sooner than one after the other either. So a few instances are enough, two by
/// default: one is filled or read while the other runs. Decode and draw pictures outside of leases. On machines with many cores, where one
/// pass cannot use all, make several pools, each on a device of a few threads (<c>Device.Cpu(threads: 4)</c>), whose threads together are
/// as many as there are cores; such pools read the same file, but pack their weights apart. Instances of a larger batch size give more
/// images per second than more instances.
/// </remarks>
/// <typeparam name="TNetwork">The class of the network; <see cref="Network"/> for those made at run time.</typeparam>
public sealed class NetworkPool<TNetwork> : IDisposable
    where TNetwork : class, IDisposable
{
    /// <summary>Number of instances unless another is chosen.</summary>
    public const int UsualMaximum = 2;

    private readonly Func<TNetwork, TNetwork> share;
    private readonly Func<TNetwork, Network> engineOf;
    private readonly IDisposable? owned;

    // As many permits as instances that can be rented: those that are idle, and those that are not made yet.
    private readonly SemaphoreSlim permits;
    private readonly TaskCompletionSource allAreBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock changing = new();
    private readonly List<TNetwork> made;

    // The last one that ran is rented first: its memory is in the processor's caches.
    private readonly Stack<TNetwork> idle;
    private int rented;

    // How many are being freed, and those that free some.
    private int freeing;
    private bool isDisposed;
    private bool hasEnded;

    internal NetworkPool(
        TNetwork first, Func<TNetwork, TNetwork> share, Func<TNetwork, Network> engineOf, int maximum, IDisposable? owned)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        (this.share, this.engineOf, this.owned) = (share, engineOf, owned);
        Maximum = maximum == 0 ? UsualMaximum : maximum;
        permits = new SemaphoreSlim(Maximum);
        (made, idle) = ([first], new Stack<TNetwork>([first]));
        Network engine = engineOf(first);
        (Name, Device, BatchSize, Notes) = (engine.Name, engine.Device, engine.BatchSize, engine.Notes);
    }

    /// <summary>Name of the network, as its prototxt gives it.</summary>
    public string Name { get; }

    /// <summary>Where all instances run.</summary>
    public Device Device { get; }

    /// <summary>Number of images that an instance runs at once.</summary>
    public int BatchSize { get; }

    /// <summary>What was noticed while loading (<see cref="Network.Notes"/>).</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How many instances there are at most.</summary>
    public int Maximum { get; }

    /// <summary>Ends when the pool was disposed of and all instances are back and freed.</summary>
    public Task Completion => allAreBack.Task;

    /// <summary>How many instances were made so far.</summary>
    public int Made
    {
        get
        {
            lock (changing)
                return made.Count;
        }
    }

    /// <summary>How many instances are rented.</summary>
    public int Rented
    {
        get
        {
            lock (changing)
                return rented;
        }
    }

    /// <summary>Rents an instance; waits until one is free.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before an instance was free.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed of, perhaps while this waited.</exception>
    public NetworkLease<TNetwork> Rent(CancellationToken cancellationToken = default)
    {
        permits.Wait(cancellationToken);
        return RentWithPermit();
    }

    /// <summary>Rents an instance; waits until one is free, without a thread.</summary>
    /// <inheritdoc cref="Rent"/>
    public async ValueTask<NetworkLease<TNetwork>> RentAsync(CancellationToken cancellationToken = default)
    {
        await permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        return RentWithPermit();
    }

    /// <summary>
    /// Ends the pool at once: who waits for an instance, or asks for one, gets an exception, and idle instances are freed. Those that are
    /// rented can be used until they are given back, and are freed then; weights and device go with the last.
    /// </summary>
    public void Dispose()
    {
        TNetwork[] free;
        lock (changing)
        {
            if (isDisposed)
                return;
            isDisposed = true;
            free = [.. idle];
            idle.Clear();
            freeing++;
        }
        Free(free);
        // Wakes one that waits, who wakes the next.
        permits.Release();
    }

    /// <summary>Takes back what a lease gave out.</summary>
    internal void Return(TNetwork instance)
    {
        bool isLate;
        lock (changing)
        {
            rented--;
            isLate = isDisposed;
            if (isLate)
                freeing++;
            else
                idle.Push(instance);
        }
        if (isLate)
            Free([instance]);
        permits.Release();
    }

    private NetworkLease<TNetwork> RentWithPermit()
    {
        bool isCounted = false;
        try
        {
            TNetwork? instance = null, other = null;
            lock (changing)
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                while (instance is null && idle.TryPop(out TNetwork? found))
                    instance = IsUsable(found) ? found : null;
                if (instance is null)
                {
                    made.RemoveAll(known => !IsUsable(known));
                    other = made.Count > 0 ? made[0] : throw new InvalidOperationException(
                        $"all instances of the pool of {Name} were disposed of, and the weights with them: "
                        + "dispose of leases, not of networks");
                }
                rented++;
                isCounted = true;
            }
            return new NetworkLease<TNetwork>(this, instance ?? Make(other!));
        }
        catch
        {
            if (isCounted)
            {
                lock (changing)
                    rented--;
                EndIfAllAreBack();
            }
            permits.Release();
            throw;
        }
    }

    // Not under the lock: it takes memory for all values of the network.
    private TNetwork Make(TNetwork other)
    {
        TNetwork instance = share(other);
        lock (changing)
            made.Add(instance);
        return instance;
    }

    private void Free(TNetwork[] instances)
    {
        try
        {
            foreach (TNetwork instance in instances)
                instance.Dispose();
        }
        finally
        {
            lock (changing)
                freeing--;
            EndIfAllAreBack();
        }
    }

    private void EndIfAllAreBack()
    {
        lock (changing)
        {
            if (!isDisposed || hasEnded || rented > 0 || freeing > 0)
                return;
            hasEnded = true;
        }
        try
        {
            owned?.Dispose();
        }
        finally
        {
            allAreBack.SetResult();
        }
    }

    private bool IsUsable(TNetwork instance) => !engineOf(instance).Gate.IsClosed;
}
