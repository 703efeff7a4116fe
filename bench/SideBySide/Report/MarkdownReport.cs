using System.Text;
using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>The results as Markdown.</summary>
internal static class MarkdownReport
{
    private const string Begin = "<!-- written by bench/side-by-side --update -->", End = "<!-- end -->";

    public static string Of(Results results)
    {
        Settings settings = results.Settings;
        var text = new StringBuilder();
        text.AppendLine($"{DateTime.UtcNow:yyyy-MM-dd}, version {Machine.Version}, on {Machine.Description}. {settings.Rounds} rounds of {settings.Runs} runs ({string.Join(", ", settings.Batches.Select(batch => $"{settings.RunsOf(batch)} at batch {batch}"))}).");
        text.AppendLine();
        foreach (string description in results.Descriptions)
            text.AppendLine($"- {description}");
        if (settings.Start)
            text.AppendLine().Append(StartReport.Of(results));
        else if (settings.Against is { } other)
            text.AppendLine().Append(BuildComparison.Of(results, other));
        else if (results.Modes.Count > 0)
            text.AppendLine().Append(Modes(results));
        if (results.Loads.Count > 0 && settings.Against is null)
            text.AppendLine().Append(Loads(results));
        if (results.Memory.Count > 0)
            text.AppendLine().Append(Memory(results));
        if (results.EndToEnd.Count > 0)
            text.AppendLine().Append(EndToEnd(results));
        return text.ToString();
    }

    /// <summary>Replaces what lies between the marks of a document.</summary>
    /// <exception cref="MeasurementException">It has no marks.</exception>
    public static void Update(string path, string report)
    {
        string document = File.ReadAllText(path);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal), end = document.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new MeasurementException($"{path}: there is no place for tables; expected a line '{Begin}' and, below it, a line '{End}'");
        string unfinished = path + ".part";
        File.WriteAllText(unfinished, $"{document[..begin]}{Begin}\n{report}{document[end..]}");
        File.Move(unfinished, path, overwrite: true);
    }

    private static MarkdownTable Modes(Results results)
    {
        IReadOnlyList<EngineKind> engines = results.Settings.Engines;
        double waiting = results.Modes.Max(times => times.WaitingLoad);
        var table = new MarkdownTable(
            $"Milliseconds, minimum / median; a ratio is a peer's median by ours. Engines whose turn it was not kept at most {waiting:f2} cores busy.",
            ["network", "batch", "work", .. engines.Select(kind => kind.Name), .. engines.Skip(1).Select(kind => $"{kind.Name} ÷ {engines[0].Name}"), "target"]);
        foreach (ModeTimes times in results.Modes)
        {
            table.Add([
                times.Network.Name, $"{times.Batch}", times.Mode.Name(), .. engines.Select(kind => Cell(times.Engines, kind)),
                .. engines.Skip(1).Select(kind => Ratio(times.Engines, engines[0], kind)), Target(times)]);
        }
        return table;
    }

    private static MarkdownTable Loads(Results results)
    {
        IReadOnlyList<EngineKind> engines = results.Settings.Engines;
        var table = new MarkdownTable(
            "Load, from the file to a network that is ready to run, in a new process that has loaded SqueezeNet before; milliseconds, minimum / median.",
            ["network", .. engines.Select(kind => kind.Name), .. engines.Skip(1).Select(kind => $"{kind.Name} ÷ {engines[0].Name}")]);
        foreach (LoadTimes times in results.Loads)
            table.Add([times.Network.Name, .. engines.Select(kind => Cell(times.Engines, kind)), .. engines.Skip(1).Select(kind => Ratio(times.Engines, engines[0], kind))]);
        return table;
    }

    private static MarkdownTable Memory(Results results)
    {
        IReadOnlyList<EngineKind> engines = results.Settings.Engines;
        var table = new MarkdownTable(
            "Peak resident memory (VmHWM) of a process that loads a network and runs it three times, one image, in MB (10⁶ bytes); weights mapped from a file count.",
            ["network", "weights", "work", .. engines.Select(kind => kind.Name)]);
        foreach (PeakMemory peak in results.Memory)
        {
            table.Add([
                peak.Network?.Name ?? "none", peak.Network is { } network ? $"{new FileInfo(network.CaffeModel).Length / 1e6:f0}" : "", peak.Network is null ? "" : peak.Mode.Name(),
                .. engines.Select(kind => peak.Bytes.TryGetValue(kind, out long bytes) ? $"{bytes / 1e6:f0}" : "–")]);
        }
        return table;
    }

    private static MarkdownTable EndToEnd(Results results)
    {
        var table = new MarkdownTable(
            "`samples/Classify`, compiled ahead of time: from the start of the process to its end, with forward pass, Grad-CAM, guided backprop and all pictures; milliseconds, minimum / median.",
            "network", "time", "target");
        foreach (EndToEndTimes times in results.EndToEnd)
            table.Add(times.Network.Name, Cell(times.Times), times.Network.File == "vgg16" ? "≤ 747 (11.2 s of the original by 15)" : "≤ 150");
        return table;
    }

    private static string Cell(IEnumerable<Times> engines, EngineKind kind) => engines.FirstOrDefault(times => times.Engine == kind) is { } times ? Cell(times) : "–";

    /// <summary>Minimum and median.</summary>
    public static string Cell(Times times) => times.Median < 100 ? $"{times.Minimum:f1} / {times.Median:f1}" : $"{times.Minimum:f0} / {times.Median:f0}";

    private static string Ratio(IEnumerable<Times> engines, EngineKind ours, EngineKind peer) => Ratio(engines, ours, peer, out double ratio) ? $"{ratio:f2}" : "–";

    private static bool Ratio(IEnumerable<Times> engines, EngineKind ours, EngineKind peer, out double ratio)
    {
        Times? our = engines.FirstOrDefault(times => times.Engine == ours), theirs = engines.FirstOrDefault(times => times.Engine == peer);
        ratio = our is null || theirs is null ? 0 : theirs.Median / our.Median;
        return ratio > 0;
    }

    private static string Target(ModeTimes times)
    {
        if (Targets.Of(times.Network, times.Batch, times.Mode) is not var (peer, target))
            return "";
        string text = $"{peer.Name} ≥ {target:f1}";
        return Ratio(times.Engines, EngineKind.Ours, peer, out double ratio) ? $"{text}: {(ratio >= target ? "reached" : "missed")}" : text;
    }
}
