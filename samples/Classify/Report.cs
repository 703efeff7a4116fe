using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Classify;

/// <summary>What a run found and wrote.</summary>
internal sealed record Report(
    string Network, string Weights, string Device, string Image, string Layer, IReadOnlyList<Prediction> Predictions,
    IReadOnlyList<ExplainedClass> Explanations, IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings);

/// <summary>A class and what the network gives for it.</summary>
/// <param name="Label">Counted from 1, as in the original.</param>
/// <param name="Name">Its name.</param>
/// <param name="Probability">The network's output; null if it is no probability.</param>
/// <param name="Score">The network's output; null if it is a probability.</param>
internal sealed record Prediction(
    int Label, string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Probability,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Score);

/// <summary>A class that was explained.</summary>
/// <param name="Label">Counted from 1, as in the original.</param>
/// <param name="Name">Its name.</param>
/// <param name="Score">What was explained: the logit.</param>
/// <param name="PeakX">Column of the map's maximum, in pixels of the picture; null if the map is zero everywhere.</param>
/// <param name="PeakY">Row of the map's maximum, or null.</param>
/// <param name="InsideObject">Whether that lies in a box of an object of this class; null if none is known.</param>
/// <param name="Files">The pictures.</param>
internal sealed record ExplainedClass(
    int Label, string Name, float Score, int? PeakX, int? PeakY, bool? InsideObject, IReadOnlyList<string> Files);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
