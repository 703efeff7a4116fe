namespace CaffeSharpGen.Cpu.Threading;

/// <summary>
/// The threads of a device as one session uses them: the token of the pass that runs ends its loops, and no other session's.
/// </summary>
internal sealed class SessionWorkers(WorkerPool pool)
{
    /// <summary>Ends loops early: pieces that no thread has begun are left out.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Number of threads, the caller's included.</summary>
    public int Threads => pool.Threads;

    /// <inheritdoc cref="WorkerPool.For"/>
    public void For(int count, Action<int, int> body) => pool.For(count, body, CancellationToken);
}
