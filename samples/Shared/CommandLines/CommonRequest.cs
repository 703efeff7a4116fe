using CaffeSharpGen.Samples.Devices;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>What the command lines of all samples ask for.</summary>
public record CommonRequest
{
    /// <summary>The photograph; null for the example, if there is one.</summary>
    public string? Image { get; init; }

    /// <summary>The network's input size; null for its own.</summary>
    public int? InputSize { get; init; }

    /// <summary>Where pictures go.</summary>
    public string OutputPath { get; init; } = "output/";

    /// <summary>Whether the map is written in colors rather than in gray.</summary>
    public bool SaveAsHeatMap { get; init; } = true;

    /// <summary>Whether a strip is written too.</summary>
    public bool Strip { get; init; }

    /// <summary>Where networks run.</summary>
    public DeviceName Device { get; init; } = DeviceName.Cpu;

    /// <summary>Whether a GPU multiplies in TF32.</summary>
    public bool Tf32 { get; init; }

    /// <summary>Number of threads of the processor; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the report is JSON.</summary>
    public bool Json { get; init; }
}
