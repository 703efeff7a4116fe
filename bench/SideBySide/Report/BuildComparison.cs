using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>Two builds of our engine, case by case: what one takes divided by what the other takes, so that below 1 this build is the faster one.</summary>
internal static class BuildComparison
{
    // More is a regression, if it shows again in another run.
    private const double Allowed = 1.02;

    /// <summary>The table, and below it which cases are slower.</summary>
    public static string Of(Results results, OtherBuild other)
    {
        var table = new MarkdownTable(
            $"This build ({Machine.Version}) and another ({other.Version}, {other.Folder}) in turns; milliseconds, minimum / median.",
            "case", "this build", "other build", "medians, this ÷ other", "minima, this ÷ other");
        var slower = new List<string>();
        foreach ((string name, IReadOnlyList<Times> engines) in Cases(results))
        {
            Times mine = engines.Single(times => times.Engine == EngineKind.Ours), others = engines.Single(times => times.Engine == other.Kind);
            double medians = mine.Median / others.Median, minima = mine.Minimum / others.Minimum;
            table.Add(name, MarkdownReport.Cell(mine), MarkdownReport.Cell(others), $"{medians:f3}", $"{minima:f3}");
            if (medians > Allowed)
                slower.Add($"{name} ({medians:f3}, minima {minima:f3})");
        }
        return $"{table}\nSlower by more than {Allowed - 1:p0} by medians: {(slower.Count == 0 ? "none" : string.Join("; ", slower))}.\n";
    }

    private static IEnumerable<(string Name, IReadOnlyList<Times> Engines)> Cases(Results results) =>
    [
        .. results.Modes.Select(times => ($"{times.Network.Name}, batch {times.Batch}, {times.Mode.Name()}", times.Engines)),
        .. results.Loads.Select(times => ($"{times.Network.Name}, load", times.Engines)),
    ];
}
