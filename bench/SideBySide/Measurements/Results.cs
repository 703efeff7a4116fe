using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Milliseconds of one engine doing one thing.</summary>
internal sealed record Times(EngineKind Engine, double[] Milliseconds)
{
    public double Minimum => Milliseconds.Min();

    public double Median
    {
        get
        {
            double[] sorted = [.. Milliseconds.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}

/// <summary>All engines running a mode.</summary>
/// <param name="Network">The network.</param>
/// <param name="Batch">Images at once.</param>
/// <param name="Mode">What ran.</param>
/// <param name="Engines">Those that can.</param>
/// <param name="WaitingLoad">Cores that the engines kept busy whose turn it was not.</param>
internal sealed record ModeTimes(NetworkCase Network, int Batch, Mode Mode, IReadOnlyList<Times> Engines, double WaitingLoad);

/// <summary>All engines loading a network of one image.</summary>
internal sealed record LoadTimes(NetworkCase Network, IReadOnlyList<Times> Engines);

/// <summary>The most bytes that a process ever had resident which loaded a network of one image and ran a mode; without a network, before any.</summary>
internal sealed record PeakMemory(NetworkCase? Network, Mode Mode, IReadOnlyDictionary<EngineKind, long> Bytes);

/// <summary>The Classify sample, from the start of its process to its end.</summary>
internal sealed record EndToEndTimes(NetworkCase Network, Times Times);

/// <summary>Starts of processes that load a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="Programs">The programs, each with its starts.</param>
internal sealed record StartTimes(NetworkCase Network, IReadOnlyList<(StartProgram Program, IReadOnlyList<StartTime> Times)> Programs);

/// <summary>Everything that was measured.</summary>
internal sealed record Results(Settings Settings)
{
    /// <summary>What the engines call themselves.</summary>
    public List<string> Descriptions { get; } = [];

    public List<ModeTimes> Modes { get; } = [];

    public List<LoadTimes> Loads { get; } = [];

    public List<PeakMemory> Memory { get; } = [];

    public List<EndToEndTimes> EndToEnd { get; } = [];

    public List<StartTimes> Starts { get; } = [];
}
