using System.Runtime.ExceptionServices;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>
/// Runs work on bands of rows on a few threads of the pool, and on the calling one. Rows do not depend on each other, so results are the
/// same whatever thread does them. Allocates nothing once it is warm.
/// </summary>
internal sealed class RowBands<TWork> : IThreadPoolWorkItem where TWork : struct, IBandWork
{
    // Less than this is done before another thread has begun.
    private const long FewestSamples = 1 << 16;
    private const int MostThreads = 4, BandsPerThread = 4;

    private static RowBands<TWork>? idle;

    private TWork work;
    private int rows, bands, done;
    private Exception? failure;

    // The job in the upper half, how many of its bands nobody has taken in the lower one: a thread that comes late, when the next job has
    // begun, takes nothing of it by mistake.
    private long state;

    /// <summary>Does all rows.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="samples">Samples that are read or written, which says whether threads are worth it.</param>
    public static void Run(in TWork work, int rows, long samples)
    {
        int threads = Math.Min(Environment.ProcessorCount, MostThreads);
        if (threads == 1 || rows == 1 || samples < FewestSamples)
        {
            TWork alone = work;
            alone.Run(0, rows);
            return;
        }
        RowBands<TWork> job = Interlocked.Exchange(ref idle, null) ?? new RowBands<TWork>();
        job.RunAll(work, rows, threads);
        Exception? failed = job.failure;
        job.failure = null;
        Volatile.Write(ref idle, job);
        if (failed is not null)
            ExceptionDispatchInfo.Throw(failed);
    }

    /// <summary>Takes bands as long as there are some.</summary>
    public void Execute()
    {
        while (true)
        {
            long seen = Volatile.Read(ref state);
            int left = (int)(uint)seen;
            if (left == 0)
                return;
            if (Interlocked.CompareExchange(ref state, seen - 1, seen) != seen)
                continue;
            RunBand(left - 1);
            Interlocked.Increment(ref done);
        }
    }

    private void RunAll(in TWork all, int rowCount, int threads)
    {
        (work, rows, bands, done) = (all, rowCount, Math.Min(rowCount, threads * BandsPerThread), 0);
        Volatile.Write(ref state, ((state >> 32) + 1) << 32 | (uint)bands);
        for (int i = 1; i < threads; i++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Execute();
        var wait = new SpinWait();
        while (Volatile.Read(ref done) < bands)
            wait.SpinOnce(sleep1Threshold: -1);
        work = default;
    }

    private void RunBand(int band)
    {
        try
        {
            work.Run((int)((long)rows * band / bands), (int)((long)rows * (band + 1) / bands));
        }
        catch (Exception problem)
        {
            // Thrown by Run, on the thread that asked.
            failure = problem;
        }
    }
}
