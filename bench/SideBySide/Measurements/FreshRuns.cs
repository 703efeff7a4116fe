using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Processes;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>What is measured in processes made for it: loading, and memory.</summary>
internal sealed class FreshRuns(Settings settings)
{
    // Peers take seconds to load.
    private const int MostLoadsWithPeers = 3;

    // Small, so that a process that has loaded it has its libraries and code, but little memory to use again.
    public static NetworkCase First { get; } = NetworkCase.Find("squeezenet_v1.0");

    /// <summary>Times loading: each time in a new process that has loaded a small network before. The engines take turns.</summary>
    public LoadTimes Load(NetworkCase network)
    {
        var times = settings.Engines.ToDictionary(kind => kind, _ => new List<double>());
        for (int round = 0; round < (settings.Against is null ? Math.Min(settings.Rounds, MostLoadsWithPeers) : settings.Rounds); round++)
        {
            using var machine = MachineLock.Take(settings.Lock);
            foreach (EngineKind kind in round % 2 == 0 ? settings.Engines : settings.Engines.Reverse())
            {
                using var worker = new WorkerProcess(kind, settings.Threads);
                worker.Load(First, 1);
                times[kind].Add(worker.Load(network, 1));
            }
        }
        LoadTimes load = new(network, [.. settings.Engines.Select(kind => new Times(kind, [.. times[kind]]))]);
        Console.Error.WriteLine($"{network.Name}, load: {string.Join(", ", load.Engines.Select(engine => $"{engine.Engine.Id} {engine.Minimum:f1} / {engine.Median:f1}"))}");
        return load;
    }

    /// <summary>Measures the peak of loading a network, if one is given, and running a mode three times.</summary>
    public PeakMemory Peak(NetworkCase? network, Mode mode)
    {
        using var machine = MachineLock.Take(settings.Lock);
        var bytes = new Dictionary<EngineKind, long>();
        foreach (EngineKind kind in settings.Engines.Where(kind => mode == Mode.Forward || kind.Explains))
        {
            using var worker = new WorkerProcess(kind, settings.Threads);
            if (network is not null)
            {
                worker.Load(network, 1);
                worker.Run(mode, 3);
            }
            bytes[kind] = worker.PeakMemory();
        }
        Console.Error.WriteLine($"{network?.Name ?? "nothing"}, {mode.Name()}, MB: {string.Join(", ", bytes.Select(peak => $"{peak.Key.Id} {peak.Value / 1e6:f0}"))}");
        return new PeakMemory(network, mode, bytes);
    }
}
