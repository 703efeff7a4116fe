using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>What a run found and wrote.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Weights">The file.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Memory">Memory in use there, in bytes; null if it is not counted.</param>
/// <param name="Method">How classes are explained.</param>
/// <param name="Layer">
/// The layer that Grad-CAM looks at; null if the method has none, and where each box of a detector has its own.
/// </param>
/// <param name="Pictures">The pictures, in the order of the command line.</param>
/// <param name="Notes">What was noticed.</param>
internal sealed record ExplainReport(
    string Network, string Weights, string Device, MemoryUse? Memory, string Method, string? Layer,
    IReadOnlyList<ExplainedPicture> Pictures, IReadOnlyList<string> Notes);

/// <summary>A picture.</summary>
/// <param name="File">The file.</param>
/// <param name="Top">The best classes.</param>
/// <param name="Explanations">The classes that are explained.</param>
internal sealed record ExplainedPicture(string File, IReadOnlyList<Prediction> Top, IReadOnlyList<ExplainedClass> Explanations)
{
    /// <summary>Of a detector: the boxes with the largest scores; null of other networks.</summary>
    public IReadOnlyList<ReportedBox>? Boxes { get; init; }

    /// <summary>Of a detector: how many boxes it found.</summary>
    public int? BoxCount { get; init; }

    /// <summary>Of a detector: the picture with all boxes.</summary>
    public string? BoxFile { get; init; }
}

/// <summary>A box that a detector found.</summary>
/// <param name="Box">Its number, counted from 0, the largest score first.</param>
/// <param name="Index">The class, counted from 0; null of a region without a class.</param>
/// <param name="Label">The class's name; null if none is known.</param>
/// <param name="Score">The score, usually a probability.</param>
/// <param name="Left">Its left column, in pixels of the picture.</param>
/// <param name="Top">Its upper row.</param>
/// <param name="Width">How many columns it has.</param>
/// <param name="Height">How many rows it has.</param>
internal sealed record ReportedBox(int Box, int? Index, string? Label, float Score, int Left, int Top, int Width, int Height);

/// <summary>A class and what the network gives for it.</summary>
/// <param name="Index">Counted from 0.</param>
/// <param name="Label">Its name; null if none is known.</param>
/// <param name="Probability">The network's output; null if it is no probability.</param>
/// <param name="Score">The network's output; null if it is a probability.</param>
internal sealed record Prediction(int Index, string? Label, float? Probability, float? Score);

/// <summary>A class that was explained.</summary>
/// <param name="Index">Counted from 0.</param>
/// <param name="Label">Its name; null if none is known.</param>
/// <param name="Score">What is explained: the score before a softmax.</param>
/// <param name="PeakX">Column of the map's maximum, in pixels of the picture; null if there is none.</param>
/// <param name="PeakY">Row of the map's maximum, or null.</param>
/// <param name="Files">What was written.</param>
internal sealed record ExplainedClass(int Index, string? Label, float Score, int? PeakX, int? PeakY, IReadOnlyList<string> Files)
{
    /// <summary>Of a detector: number of the box.</summary>
    public int? Box { get; init; }

    /// <summary>Of a detector: what is explained, such as <c>mbox_conf[1205]</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Of a detector: the layer that the method looks at, where none was named; null if it has none.</summary>
    public string? Layer { get; init; }

    /// <summary>Of a detector: whether the map's maximum lies in the box; null if there is none.</summary>
    public bool? IsPeakInBox { get; init; }
}

[JsonSerializable(typeof(ExplainReport))]
internal sealed partial class ExplainJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static ExplainJson Context { get; } = new(ToolJson.Style);
}
