namespace CaffeSharpGen.Classify;

/// <summary>What the command line asks for.</summary>
internal sealed record Request
{
    /// <summary>Name of a compiled network; null if a prototxt picks it.</summary>
    public string? Network { get; init; }

    /// <summary>A prototxt that picks the compiled network of the same content.</summary>
    public string? ProtoFile { get; init; }

    /// <summary>The caffemodel; null to look for the published file's name.</summary>
    public string? Weights { get; init; }

    /// <summary>The photograph; null for the example that comes with Scenes.</summary>
    public string? Image { get; init; }

    /// <summary>The network's input size; null for the one it was compiled for.</summary>
    public int? InputSize { get; init; }

    /// <summary>Name or position of the layer; null for the network's usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>1-based numbers or names of what to explain; −1 is what the network predicts.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Takes the label's place in file names; null or empty for the label.</summary>
    public string? OutputImageName { get; init; }

    /// <summary>Where pictures go.</summary>
    public string OutputPath { get; init; } = "output/";

    /// <summary>Whether the map is written in colours rather than in grey.</summary>
    public bool SaveAsHeatMap { get; init; } = true;

    /// <summary>Whether a strip of all pictures is written too.</summary>
    public bool Strip { get; init; }

    /// <summary>Number of threads; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>How many predictions are printed.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Whether the report is JSON.</summary>
    public bool Json { get; init; }
}
