using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Vqa;

/// <summary>What the command line asks for.</summary>
internal sealed record Request : NetworkRequest
{
    public Request(NetworkRequest request) : base(request)
    {
    }

    /// <summary>The checkpoint of the model that answers questions; null for the usual one.</summary>
    public string? ModelPath { get; init; }

    /// <summary>The model's words and answers; null for the file beside the checkpoint.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>What is asked; null for the usual question.</summary>
    public string? Question { get; init; }

    /// <summary>Whether a question of which the model knows no word is taken.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>The answer to explain; empty for the one that the model gives.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Sizes of the model by the names of their options; each is checked.</summary>
    public IReadOnlyList<(string Option, int Value)> Sizes { get; init; } = [];

    /// <summary>How many answers are printed.</summary>
    public int Top { get; init; } = 5;
}
