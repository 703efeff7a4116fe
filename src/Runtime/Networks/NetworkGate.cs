namespace CaffeSharpGen;

/// <summary>
/// Lets one thread at a time use a network. Another thread that wants it during a pass gets an exception, since what it would read or set
/// is half of one pass and half of another. Threads that only read or set wait for each other; disposing of the network waits for all.
/// </summary>
/// <param name="network">The network's name, for messages.</param>
internal sealed class NetworkGate(string network)
{
    // 0: nobody; a thread's id: it runs a pass; minus its id: it reads or sets something.
    private const int Nobody = 0, Closed = int.MinValue;

    private int user;

    // A thread that reads a value that is gone runs a pass for it; others wait for this pass as for reads.
    private bool runsForRead;

    /// <summary>Whether the network was disposed of.</summary>
    public bool IsClosed => Volatile.Read(ref user) == Closed;

    /// <summary>Whether the calling thread runs a pass: it is in a callback.</summary>
    public bool IsInPass => Volatile.Read(ref user) is var now
        && (now == Environment.CurrentManagedThreadId || (now == -Environment.CurrentManagedThreadId && runsForRead));

    /// <summary>Begins a pass; dispose what is returned at its end.</summary>
    /// <exception cref="InvalidOperationException">The network runs already.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public Use BeginPass()
    {
        int me = Environment.CurrentManagedThreadId, now = Enter(me);
        if (now == Nobody)
            return new Use(this);
        if (now == -me && !runsForRead)
        {
            runsForRead = true;
            return new Use(this);
        }
        throw new InvalidOperationException(now == me || now == -me
            ? $"{network} is running: a callback cannot start another pass"
            : $"{network} is running on another thread: a second thread needs an instance of its own (Share)");
    }

    /// <summary>
    /// Begins to read or to set something; dispose what is returned at its end. A callback may, during the pass that it is in.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread runs a pass.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public Use Begin()
    {
        int me = Environment.CurrentManagedThreadId, now = Enter(-me);
        if (now == Nobody)
            return new Use(this);
        return now == me || now == -me
            ? default
            : throw new InvalidOperationException(
                $"{network} is running on another thread: what it computes can be read when it is done, "
                + "and a second thread needs an instance of its own (Share)");
    }

    /// <summary>As <see cref="Begin"/>, for what would mix two passes if it were done during one.</summary>
    /// <param name="what">What is refused, such as <c>an input cannot be set</c>.</param>
    public Use BeginOutsideOfPasses(string what) => IsInPass
        ? throw new InvalidOperationException($"{network} is running: {what} by a callback")
        : Begin();

    /// <summary>Waits until nobody uses the network, and lets nobody in any more.</summary>
    /// <returns>Whether it was open.</returns>
    /// <exception cref="InvalidOperationException">It is the calling thread that uses it.</exception>
    public bool Close() => Interlocked.CompareExchange(ref user, Closed, Nobody) == Nobody || CloseWhenFree();

    // Who has the network instead, if it is not to be had: the calling thread, or another one that runs a pass.
    private int Enter(int wish)
    {
        int me = Math.Abs(wish);
        var wait = new SpinWait();
        while (true)
        {
            int now = Interlocked.CompareExchange(ref user, wish, Nobody);
            if (now == Closed)
                throw new ObjectDisposedException(network);
            if (now >= Nobody || now == -me)
                return now;
            wait.SpinOnce();
        }
    }

    private bool CloseWhenFree()
    {
        int me = Environment.CurrentManagedThreadId;
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref user, Closed, Nobody) is var now && now != Nobody)
        {
            if (now == Closed)
                return false;
            if (now == me || now == -me)
                throw new InvalidOperationException($"{network} is running: a callback cannot dispose of it");
            wait.SpinOnce();
        }
        return true;
    }

    /// <summary>A time during which a thread uses a network.</summary>
    public readonly ref struct Use(NetworkGate? gate)
    {
        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (gate is null)
                return;
            if (gate.runsForRead)
                gate.runsForRead = false;
            else
                Volatile.Write(ref gate.user, Nobody);
        }
    }
}
