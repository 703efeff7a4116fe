using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Vqa;

/// <summary>What a run found and wrote.</summary>
/// <param name="Question">As it was asked.</param>
/// <param name="PredictedAnswer">What the model answers.</param>
/// <param name="ExplainedAnswer">What was explained.</param>
/// <param name="Words">The question's words; <c>UNK</c> for those that the model does not know.</param>
/// <param name="WordsRead">How many of them the model read.</param>
/// <param name="Network">The network that looked at the picture.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Checkpoint">The weights of the model that answers questions.</param>
/// <param name="Sizes">That model's sizes.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Layer">What Grad-CAM looked at.</param>
/// <param name="Answers">The most probable answers.</param>
/// <param name="Score">What was explained: the answer's score.</param>
/// <param name="PeakX">Column of the map's maximum, in pixels of the picture; null if the map is zero everywhere.</param>
/// <param name="PeakY">Row of the map's maximum, or null.</param>
/// <param name="ObjectsAtPeak">The objects in whose box that lies; null if none is known in the picture.</param>
/// <param name="Files">The pictures.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string Question, string PredictedAnswer, string ExplainedAnswer, IReadOnlyList<string> Words, int WordsRead,
    string Network, string Weights, string Checkpoint, string Sizes, string Device, string Image, string Layer,
    IReadOnlyList<PossibleAnswer> Answers, float Score, int? PeakX, int? PeakY, IReadOnlyList<string>? ObjectsAtPeak,
    IReadOnlyList<string> Files, IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings);

/// <summary>An answer and how probable the model finds it.</summary>
internal sealed record PossibleAnswer(string Answer, float Probability);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
