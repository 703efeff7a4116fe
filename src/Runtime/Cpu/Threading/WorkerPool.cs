using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.Threading;

/// <summary>
/// Runs the pieces of one operation on several threads, the caller's among them. Each thread begins with a stretch of neighboring
/// pieces, the same share in each operation, so that it often finds in its cache what it wrote in the one before. Then it helps the
/// others. Pieces are claimed one by one, so a thread that the system holds up delays its own piece only: no thread waits for one that
/// has not claimed anything.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    public const int MostThreads = 64;

    private readonly Lock oneLoopAtATime = new();

    // The threads know the crew, not the pool: a pool that nobody knows any more is collected, and ends them.
    private readonly Crew crew;
    private readonly Thread[] threads;
    private bool isDisposed;

    public WorkerPool(int threads)
    {
        Threads = threads;
        crew = new Crew(threads);
        this.threads = new Thread[threads - 1];
        for (int i = 0; i < this.threads.Length; i++)
            this.threads[i] = StartWorker(crew, i + 1);
    }

    /// <summary>Ends the threads of one that was not disposed of.</summary>
    ~WorkerPool() => crew.Stop();

    /// <summary>Number of threads, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Calls <paramref name="body"/> once for each index below <paramref name="count"/>, with the number (0 … Threads − 1) of the thread
    /// that runs it; returns when all are done. Allocates nothing. An exception of a call is thrown on, once all calls have ended.
    /// </summary>
    /// <param name="count">Number of calls.</param>
    /// <param name="body">Takes the index and the number of the thread.</param>
    /// <param name="cancellationToken">Ends the loop early: calls that no thread has begun are left out.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The device was disposed of.</exception>
    public void For(int count, Action<int, int> body, CancellationToken cancellationToken = default)
    {
        // A loop owns the memory of its workers' numbers, also where there is only the caller's.
        lock (oneLoopAtATime)
        {
            ObjectDisposedException.ThrowIf(isDisposed, typeof(Device));
            if (count > 1 && Threads > 1)
            {
                crew.Run(count, body, cancellationToken);
                return;
            }
            for (int i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                body(i, 0);
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The device was disposed of.</exception>
    public void RequireUsable() => ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed), typeof(Device));

    /// <summary>Waits for a loop that another thread runs, then ends the threads.</summary>
    public void Dispose()
    {
        if (oneLoopAtATime.IsHeldByCurrentThread)
            throw new InvalidOperationException("a device cannot be disposed of by what runs on it");
        lock (oneLoopAtATime)
        {
            if (isDisposed)
                return;
            isDisposed = true;
            crew.Stop();
            GC.SuppressFinalize(this);
            foreach (Thread thread in threads)
                thread.Join();
            crew.Dispose();
        }
    }

    private static Thread StartWorker(Crew crew, int worker)
    {
        var thread = new Thread(() => crew.Serve(worker)) { IsBackground = true, Name = $"CaffeSharpGen {worker}" };
        thread.Start();
        return thread;
    }

    /// <summary>What the threads share. Between two loops it holds on to nothing that a loop worked on.</summary>
    private sealed class Crew(int threads) : IDisposable
    {
        // About 20 µs: the next operation of a network comes sooner than that, an idle network does not burn a core.
        private const int SpinsBeforeParking = 2000;

        private static readonly Action<int, int> nothing = (_, _) => { };

        private readonly SemaphoreSlim work = new(0);
        private readonly SemaphoreSlim finished = new(0);
        private readonly Stretch[] stretches = new Stretch[threads];
        private Action<int, int> body = nothing;
        private CancellationToken cancellationToken;
        private ExceptionDispatchInfo? failure;
        private int loops;
        private int count;
        private int done;
        private int parked;
        private int callerWaits;
        private volatile bool stopped;

        public void Run(int count, Action<int, int> body, CancellationToken cancellationToken)
        {
            this.cancellationToken = cancellationToken;
            this.body = body;
            this.count = count;
            done = 0;
            // A stretch's end and what is claimed of it change as one number: a late claim can never take a piece of another loop.
            for (int i = 0; i < threads; i++)
                Interlocked.Exchange(ref stretches[i].Claims, (long)count * (i + 1) / threads << 32 | (long)count * i / threads);
            Interlocked.Increment(ref loops);
            int sleeping = Interlocked.Exchange(ref parked, 0);
            if (sleeping > 0)
                work.Release(Math.Min(sleeping, threads - 1));
            ClaimAll(0);
            WaitForOthers(count);
            this.body = nothing;
            this.cancellationToken = default;
            if (Interlocked.Exchange(ref failure, null) is { } thrown)
                thrown.Throw();
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Serve(int worker)
        {
            int seen = 0;
            while (!stopped)
            {
                for (int spin = 0; spin < SpinsBeforeParking && Volatile.Read(ref loops) == seen; spin++)
                    Thread.SpinWait(1);
                if (Volatile.Read(ref loops) == seen)
                {
                    Interlocked.Increment(ref parked);
                    if (Volatile.Read(ref loops) == seen && !stopped)
                        work.Wait();
                }
                seen = Volatile.Read(ref loops);
                ClaimAll(worker);
            }
        }

        public void Stop()
        {
            stopped = true;
            work.Release(threads);
        }

        public void Dispose()
        {
            work.Dispose();
            finished.Dispose();
        }

        // Not inlined: what a loop worked on must not stay on the stack of a thread that waits for the next one.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ClaimAll(int worker)
        {
            for (int i = 0; i < threads; i++)
            {
                ref long claims = ref stretches[(worker + i) % threads].Claims;
                while (Volatile.Read(ref claims) is var now && (int)now < (int)(now >> 32))
                {
                    long claim = Interlocked.Increment(ref claims);
                    int index = (int)claim - 1;
                    if (index >= (int)(claim >> 32))
                        break;
                    Run(index, worker);
                }
            }
        }

        private void Run(int index, int worker)
        {
            try
            {
                if (!cancellationToken.IsCancellationRequested)
                    body(index, worker);
            }
            catch (Exception thrown)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(thrown), null);
            }
            if (Interlocked.Increment(ref done) == count && Volatile.Read(ref callerWaits) == 1)
                finished.Release();
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

        // Pieces from one number to another; on a pair of cache lines of its own.
        [StructLayout(LayoutKind.Explicit, Size = 128)]
        private struct Stretch
        {
            [FieldOffset(0)]
            public long Claims;
        }
    }
}
