using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;

namespace CaffeSharpGen.SideBySide;

/// <summary>What is measured, and how often.</summary>
internal sealed record Settings
{
    public required IReadOnlyList<NetworkCase> Networks { get; init; }

    public required IReadOnlyList<EngineKind> Engines { get; init; }

    public required IReadOnlyList<Mode> Modes { get; init; }

    /// <summary>Whether loading is timed.</summary>
    public required bool Load { get; init; }

    /// <summary>Whether peak memory is measured, of each mode.</summary>
    public required bool Memory { get; init; }

    /// <summary>Whether the Classify sample is published and timed.</summary>
    public required bool EndToEnd { get; init; }

    /// <summary>Whether starts of processes are timed, and nothing else.</summary>
    public required bool Start { get; init; }

    /// <summary>Numbers of images that run at once.</summary>
    public required IReadOnlyList<int> Batches { get; init; }

    /// <summary>How often the engines take turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>Runs of each engine in each turn, of one image.</summary>
    public required int Runs { get; init; }

    public required int Threads { get; init; }

    /// <summary>A file whose lock (flock) is held while something is timed, null if there are no neighbours to keep away.</summary>
    public string? Lock { get; init; }

    /// <summary>A Markdown file whose tables are replaced, null for none.</summary>
    public string? Update { get; init; }

    /// <summary>Another build of our engine, with which this one is compared, alone unless <see cref="Start"/>; null for peers.</summary>
    public OtherBuild? Against { get; init; }

    /// <summary>Fewer for more images, but some.</summary>
    public int RunsOf(int batch) => Math.Max(Math.Min(Runs, 3), Runs / batch);
}
