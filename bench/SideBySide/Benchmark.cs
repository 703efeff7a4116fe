using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;
using CaffeSharpGen.SideBySide.Processes;
using CaffeSharpGen.SideBySide.Report;

namespace CaffeSharpGen.SideBySide;

/// <summary>The whole benchmark.</summary>
internal static class Benchmark
{
    // What the targets name.
    private static readonly string[] EndToEndNetworks = ["vgg16", "squeezenet_v1.0"];

    /// <summary>Measures what is asked for, and prints it.</summary>
    /// <exception cref="MeasurementException">An engine failed, or two disagree.</exception>
    public static void Run(Settings settings)
    {
        StartRun? starts = settings.Start ? new StartRun(settings) : null;
        if (starts is not null)
            starts.Build();
        else
            settings.Against?.Build();
        var results = new Results(settings);
        Prepare(results);
        foreach (NetworkCase network in settings.Modes.Count > 0 ? settings.Networks : [])
        {
            foreach (int batch in settings.Batches)
                results.Modes.AddRange(new SpeedRun(settings, network, batch).Run());
        }
        var fresh = new FreshRuns(settings);
        if (settings.Load)
            results.Loads.AddRange(settings.Networks.Select(fresh.Load));
        if (settings.Memory)
        {
            results.Memory.Add(fresh.Peak(null, Mode.Forward));
            results.Memory.AddRange(settings.Networks.SelectMany(network => settings.Modes.Select(mode => fresh.Peak(network, mode))));
        }
        if (settings.EndToEnd)
        {
            EndToEndRun.Publish();
            var endToEnd = new EndToEndRun(settings);
            results.EndToEnd.AddRange(settings.Networks.Where(network => EndToEndNetworks.Contains(network.File)).Select(endToEnd.Time));
        }
        if (starts is not null)
            results.Starts.AddRange(settings.Networks.Select(starts.Time));
        string report = MarkdownReport.Of(results);
        Console.WriteLine(report);
        if (settings.Update is { } document)
            MarkdownReport.Update(document, report);
    }

    // Writes the files of all networks. Peers make theirs of ours.
    private static void Prepare(Results results)
    {
        using var workers = new WorkerSet(results.Settings);
        foreach (WorkerProcess worker in workers)
            results.Descriptions.Add(worker.Describe());
        using var ours = new WorkerProcess(EngineKind.Ours, results.Settings.Threads);
        NetworkCase[] networks = [.. results.Settings.Networks, .. results.Settings.Load ? [FreshRuns.First] : Array.Empty<NetworkCase>()];
        foreach (NetworkCase network in networks.Distinct())
        {
            ours.Prepare(network);
            foreach (WorkerProcess worker in workers)
                worker.Prepare(network);
        }
    }
}
