using System.Collections;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>A worker for each engine.</summary>
internal sealed class WorkerSet : IReadOnlyList<WorkerProcess>, IDisposable
{
    private readonly List<WorkerProcess> workers = [];

    public WorkerSet(Settings settings)
    {
        foreach (EngineKind kind in settings.Engines)
            workers.Add(new WorkerProcess(kind, settings.Threads));
    }

    public int Count => workers.Count;

    public WorkerProcess this[int index] => workers[index];

    public IEnumerator<WorkerProcess> GetEnumerator() => workers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (WorkerProcess worker in workers)
            worker.Dispose();
    }
}
