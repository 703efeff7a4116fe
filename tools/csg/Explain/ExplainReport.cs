using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>What a run found and wrote.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Weights">The file.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Memory">Memory in use there, in bytes; null if it is not counted.</param>
/// <param name="Method">How classes are explained.</param>
/// <param name="Layer">The layer that Grad-CAM looks at; null if the method has none.</param>
/// <param name="Pictures">The pictures, in the order of the command line.</param>
/// <param name="Notes">What was noticed.</param>
internal sealed record ExplainReport(
    string Network, string Weights, string Device, MemoryUse? Memory, string Method, string? Layer,
    IReadOnlyList<ExplainedPicture> Pictures, IReadOnlyList<string> Notes);

/// <summary>A picture.</summary>
/// <param name="File">The file.</param>
/// <param name="Top">The best classes.</param>
/// <param name="Explanations">The classes that are explained.</param>
internal sealed record ExplainedPicture(string File, IReadOnlyList<Prediction> Top, IReadOnlyList<ExplainedClass> Explanations);

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
internal sealed record ExplainedClass(int Index, string? Label, float Score, int? PeakX, int? PeakY, IReadOnlyList<string> Files);

[JsonSerializable(typeof(ExplainReport))]
internal sealed partial class ExplainJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static ExplainJson Context { get; } = new(ToolJson.Style);
}
