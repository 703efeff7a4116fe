using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Captioning;

/// <summary>What the command line asks for.</summary>
internal sealed record Request : CommonRequest
{
    public Request(CommonRequest common) : base(common)
    {
    }

    /// <summary>The checkpoint; null for the usual one.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Whether the picture is fed as red, green, blue.</summary>
    public bool Rgb { get; init; }

    /// <summary>Name or position of the layer; null for the network's usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>The caption to explain; empty for the generated one.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Whether a caption of which the model knows no word is taken.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>The word to explain, from 1; null for the whole caption.</summary>
    public int? Word { get; init; }

    /// <summary>Whether the most probable words are taken, rather than drawn.</summary>
    public bool SampleMax { get; init; } = true;

    /// <summary>How many captions beam search follows; 1 for none.</summary>
    public int BeamSize { get; init; } = 1;

    /// <summary>How much drawing keeps to the most probable words.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>What drawing begins with.</summary>
    public int Seed { get; init; } = 123;

    /// <summary>How many words are generated at most; null for as many as the model takes.</summary>
    public int? MaxLength { get; init; }
}
