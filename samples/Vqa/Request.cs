using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Vqa;

/// <summary>What the command line asks for.</summary>
internal sealed record Request : CommonRequest
{
    public Request(CommonRequest common) : base(common)
    {
    }

    /// <summary>Name of the compiled network that looks at the picture; null for the usual one.</summary>
    public string? Network { get; init; }

    /// <summary>A prototxt that picks the compiled network of the same content.</summary>
    public string? ProtoFile { get; init; }

    /// <summary>The network's caffemodel; null to look for the published file's name.</summary>
    public string? Weights { get; init; }

    /// <summary>The checkpoint of the model that answers questions; null for the usual one.</summary>
    public string? ModelPath { get; init; }

    /// <summary>The model's words and answers; null for the file beside the checkpoint.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Name or position of the layer; null for the network's usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>What is asked; null for the usual question.</summary>
    public string? Question { get; init; }

    /// <summary>The answer to explain; empty for the one that the model gives.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Sizes of the model by the names of their options; each is checked.</summary>
    public IReadOnlyList<(string Option, int Value)> Sizes { get; init; } = [];

    /// <summary>How many answers are printed.</summary>
    public int Top { get; init; } = 5;
}
