using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>What a worker is to do; one line of JSON. Workers of other builds get it too (<c>--against</c>): verbs and members keep their order and names.</summary>
internal sealed record Request(Verb Verb)
{
    public string Network { get; init; } = "";

    public int Batch { get; init; } = 1;

    public Mode Mode { get; init; }

    public int Runs { get; init; } = 1;

    public Output Output { get; init; }
}

internal enum Verb
{
    Describe,
    Prepare,
    Load,
    Run,
    Read,
    PeakMemory,
}

/// <summary>What came of it; one line of JSON.</summary>
internal sealed record Reply
{
    /// <summary>What went wrong, null if nothing did.</summary>
    public string? Error { get; init; }

    public string Text { get; init; } = "";

    /// <summary>Milliseconds, one for each run.</summary>
    public double[] Times { get; init; } = [];

    public float[] Values { get; init; } = [];

    /// <summary>The most memory the process ever had resident.</summary>
    public long PeakBytes { get; init; }
}
