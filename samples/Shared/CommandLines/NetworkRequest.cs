using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>What command lines ask for that choose the network that looks at the picture.</summary>
public record NetworkRequest : CommonRequest
{
    /// <summary>Asks for what is usual.</summary>
    public NetworkRequest()
    {
    }

    /// <summary>Adds to what all samples are asked for.</summary>
    public NetworkRequest(CommonRequest common) : base(common)
    {
    }

    /// <summary>Name of a known network; null for the usual one, or that of the prototxt.</summary>
    public string? Network { get; init; }

    /// <summary>A prototxt: a known network, or one that is compiled when the program runs.</summary>
    public string? ProtoFile { get; init; }

    /// <summary>How the prototxt is compiled.</summary>
    public PrototxtOptions Prototxt { get; init; } = new();

    /// <summary>The caffemodel; null to look for the published file's name.</summary>
    public string? Weights { get; init; }

    /// <summary>Name or position of the layer that Grad-CAM looks at; null for the network's usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>Order of the input's channels: bgr, rgb or gray; null for the network's.</summary>
    public string? Channels { get; init; }

    /// <summary>
    /// What is subtracted from pixels: a number for each channel, in their order, or one for all; empty for the network's.
    /// </summary>
    public EquatableArray<double> Mean { get; init; } = [];

    /// <summary>What they are multiplied by then; null for the network's.</summary>
    public double? Scale { get; init; }
}
