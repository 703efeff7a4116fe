using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Detect;

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

    /// <summary>The least score of a box that counts.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>How many boxes are taken, those with the largest scores.</summary>
    public int Top { get; init; } = 10;
}
