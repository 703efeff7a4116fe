using System.Runtime.ExceptionServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// Runs the pieces of one operation on several threads, the caller's among them. Pieces are claimed one by one, so a thread that
/// the system holds up delays its own piece only: nobody waits for a thread that has not claimed anything.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    public const int MostThreads = 64;

    // About 20 µs: the next operation of a network comes sooner than that, an idle network does not burn a core.
    private const int SpinsBeforeParking = 2000;

    private readonly Lock oneLoopAtATime = new();
    private readonly SemaphoreSlim work = new(0);
    private readonly SemaphoreSlim finished = new(0);
    private readonly Thread[] threads;
    private Action<int, int> body = (_, _) => { };
    private ExceptionDispatchInfo? failure;
    private long claims;
    private int done;
    private int parked;
    private int callerWaits;
    private CancellationToken cancellation;
    private volatile bool stopped;

    [ThreadStatic]
    private static CancellationToken callers;

    public WorkerPool(int threads)
    {
        Threads = threads;
        this.threads = new Thread[threads - 1];
        for (int i = 0; i < this.threads.Length; i++)
        {
            int worker = i + 1;
            this.threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"CaffeSharpGen {worker}" };
            this.threads[i].Start();
        }
    }

    /// <summary>Ends loops that are started by the calling thread early: pieces that nobody has begun are left out.</summary>
    public static CancellationToken Cancellation
    {
        get => callers;
        set => callers = value;
    }

    /// <summary>Number of threads, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Calls <paramref name="body"/> once for each index below <paramref name="count"/>, with the number (0 … Threads − 1) of the thread
    /// that runs it; returns when all are done. Allocates nothing. An exception of a call is thrown on, once all calls have ended.
    /// </summary>
    /// <exception cref="OperationCanceledException">By <see cref="Cancellation"/>.</exception>
    public void For(int count, Action<int, int> body)
    {
        // A loop owns the memory of its workers' numbers, also where there is only the caller's.
        lock (oneLoopAtATime)
        {
            cancellation = callers;
            if (count <= 1 || Threads == 1)
            {
                for (int i = 0; i < count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    body(i, 0);
                }
                return;
            }
            this.body = body;
            done = 0;
            // How many pieces there are and how many are claimed change as one number: a late claim can never take a piece of another loop.
            Interlocked.Exchange(ref claims, (long)count << 32);
            int sleeping = Interlocked.Exchange(ref parked, 0);
            if (sleeping > 0)
                work.Release(Math.Min(sleeping, threads.Length));
            ClaimAll(0);
            WaitForOthers(count);
            if (Interlocked.Exchange(ref failure, null) is { } thrown)
                thrown.Throw();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        if (stopped)
            return;
        stopped = true;
        work.Release(threads.Length + 1);
        foreach (Thread thread in threads)
            thread.Join();
        work.Dispose();
        finished.Dispose();
    }

    private void Serve(int worker)
    {
        while (!stopped)
        {
            for (int spin = 0; spin < SpinsBeforeParking && !HasWork; spin++)
                Thread.SpinWait(1);
            if (!HasWork)
            {
                Interlocked.Increment(ref parked);
                if (!HasWork && !stopped)
                    work.Wait();
            }
            ClaimAll(worker);
        }
    }

    private bool HasWork => Volatile.Read(ref claims) is var now && (int)now < (int)(now >> 32);

    private void ClaimAll(int worker)
    {
        while (HasWork)
        {
            long claim = Interlocked.Increment(ref claims);
            int index = (int)claim - 1, count = (int)(claim >> 32);
            if (index >= count)
                return;
            try
            {
                if (!cancellation.IsCancellationRequested)
                    body(index, worker);
            }
            catch (Exception thrown)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(thrown), null);
            }
            if (Interlocked.Increment(ref done) == count && Volatile.Read(ref callerWaits) == 1)
                finished.Release();
        }
    }

    private void WaitForOthers(int count)
    {
        for (int spin = 0; spin < SpinsBeforeParking; spin++)
        {
            if (Volatile.Read(ref done) == count)
                return;
            Thread.SpinWait(1);
        }
        Interlocked.Exchange(ref callerWaits, 1);
        while (Volatile.Read(ref done) < count)
            finished.Wait();
        Volatile.Write(ref callerWaits, 0);
    }
}
