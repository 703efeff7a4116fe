using System.Text.Json.Serialization;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>The picture that was looked at.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ReportedPicture(string Name, int Width, int Height);

/// <summary>The network that looked at it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">The file of its weights.</param>
/// <param name="Layer">What Grad-CAM looked at.</param>
public sealed record ReportedNetwork(string Name, string Weights, string Layer);

/// <summary>The model of words behind the network.</summary>
/// <param name="Checkpoint">The file of its weights.</param>
/// <param name="Sizes">Its sizes.</param>
public sealed record ReportedModel(string Checkpoint, string Sizes);

/// <summary>Something that the model said, with one number: how sure it is.</summary>
/// <param name="Name">A class, an answer, a caption.</param>
public sealed record Prediction(string Name)
{
    /// <summary>Of a class: its label, counted from 1, as in the original.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Label { get; init; }

    /// <summary>The probability, 0 … 1; null if the model gives none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Probability { get; init; }

    /// <summary>The logarithm of the probability of a whole caption; null of anything else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? LogProbability { get; init; }

    /// <summary>What the network gives if that is no probability.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }
}

/// <summary>Something that was explained.</summary>
/// <param name="Name">A class, an answer, a caption or a word of it.</param>
/// <param name="Score">The number whose gradient explains it: a score before the softmax, or a log-probability.</param>
/// <param name="Peak">Where the map has its maximum; null if it is zero everywhere.</param>
/// <param name="Files">The pictures that were written.</param>
public sealed record ReportedExplanation(string Name, float Score, MapPeak? Peak, IReadOnlyList<string> Files)
{
    /// <summary>Of a class: its label, counted from 1, as in the original.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Label { get; init; }

    /// <summary>Of a class: whether the peak lies in a box of an object of this class; null if none is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? InsideObject { get; init; }
}

/// <summary>The maximum of a map.</summary>
/// <param name="X">Its column, in pixels of the picture.</param>
/// <param name="Y">Its row.</param>
/// <param name="Objects">The objects in whose box that lies; null if none is known in the picture.</param>
public sealed record MapPeak(int X, int Y, IReadOnlyList<string>? Objects);
