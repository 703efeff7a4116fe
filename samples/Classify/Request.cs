using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Classify;

/// <summary>What the command line asks for.</summary>
internal sealed record Request : NetworkRequest
{
    public Request()
    {
    }

    public Request(NetworkRequest request) : base(request)
    {
    }

    /// <summary>A file with the classes' names; null for the network's own.</summary>
    public string? ClassNames { get; init; }

    /// <summary>1-based numbers or names of what to explain; −1 is what the network predicts.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Takes the label's place in file names; null or empty for the label.</summary>
    public string? OutputImageName { get; init; }

    /// <summary>How many predictions are printed.</summary>
    public int Top { get; init; } = 5;
}
