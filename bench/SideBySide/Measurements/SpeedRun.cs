using System.Diagnostics;
using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Processes;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Times modes on one network and one number of images: the engines take turns, each in a process of its own that stays.</summary>
internal sealed class SpeedRun(Settings settings, NetworkCase network, int batch)
{
    public IEnumerable<ModeTimes> Run()
    {
        using var workers = new WorkerSet(settings);
        foreach (WorkerProcess worker in workers)
            worker.Load(network, batch);
        Comparison.Run($"{network.Name}, batch {batch}", workers, settings.Modes);
        foreach (Mode mode in settings.Modes)
        {
            ModeTimes times = Time(workers, mode);
            Console.Error.WriteLine($"{network.Name}, batch {batch}, {mode.Name()}: {string.Join(", ", times.Engines.Select(engine => $"{engine.Engine.Id} {engine.Minimum:f1} / {engine.Median:f1}"))}; waiting {times.WaitingLoad:p1}");
            yield return times;
        }
    }

    private ModeTimes Time(WorkerSet workers, Mode mode)
    {
        WorkerProcess[] able = [.. workers.Where(worker => mode == Mode.Forward || worker.Kind.Explains)];
        var times = able.ToDictionary(worker => worker, _ => new List<double>());
        TimeSpan waiting = TimeSpan.Zero, whole = TimeSpan.Zero;
        for (int round = 0; round < settings.Rounds; round++)
        {
            using var machine = MachineLock.Take(settings.Lock);
            // Each is the first as often as the other, where there are two.
            foreach (WorkerProcess worker in round % 2 == 0 ? able : able.Reverse())
            {
                worker.Run(mode, 1);
                TimeSpan before = Waiting(workers, worker);
                long start = Stopwatch.GetTimestamp();
                times[worker].AddRange(worker.Run(mode, settings.RunsOf(batch)));
                whole += Stopwatch.GetElapsedTime(start);
                waiting += Waiting(workers, worker) - before;
            }
        }
        return new ModeTimes(network, batch, mode, [.. able.Select(worker => new Times(worker.Kind, [.. times[worker]]))], waiting / whole);
    }

    // What those have computed whose turn it is not: nothing, if none spins.
    private static TimeSpan Waiting(WorkerSet workers, WorkerProcess running) =>
        workers.Where(worker => worker != running).Aggregate(TimeSpan.Zero, (sum, worker) => sum + worker.ProcessorTime);
}
