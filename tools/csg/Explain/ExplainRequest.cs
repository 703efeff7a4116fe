using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>What the command line asks for.</summary>
/// <param name="Network">The network, how it is fed, and where pictures go.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="Targets">What to explain.</param>
/// <param name="Method">How.</param>
/// <param name="Labels">A file with the classes' names; null for the network's own.</param>
internal sealed record ExplainRequest(
    NetworkRequest Network, IReadOnlyList<string> Pictures, IReadOnlyList<string> Targets, ExplanationMethod Method, string? Labels)
{
    /// <summary>Which boxes of a detector to explain, by their numbers in the report; empty for what the targets say.</summary>
    public IReadOnlyList<int> Boxes { get; init; } = [];
}
