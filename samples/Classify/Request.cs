using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Classify;

/// <summary>What the command line asks for.</summary>
internal sealed record Request : CommonRequest
{
    public Request()
    {
    }

    public Request(CommonRequest common) : base(common)
    {
    }

    /// <summary>Name of a compiled network; null if a prototxt picks it.</summary>
    public string? Network { get; init; }

    /// <summary>A prototxt that picks the compiled network of the same content.</summary>
    public string? ProtoFile { get; init; }

    /// <summary>The caffemodel; null to look for the published file's name.</summary>
    public string? Weights { get; init; }

    /// <summary>Name or position of the layer; null for the network's usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>1-based numbers or names of what to explain; −1 is what the network predicts.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Takes the label's place in file names; null or empty for the label.</summary>
    public string? OutputImageName { get; init; }

    /// <summary>How many predictions are printed.</summary>
    public int Top { get; init; } = 5;
}
