using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Captioning;

/// <summary>What a run found and wrote.</summary>
/// <param name="GeneratedCaption">What the model says.</param>
/// <param name="Generation">How that was found.</param>
/// <param name="ExplainedCaption">What was explained.</param>
/// <param name="IsGenerated">Whether that is the generated one because none was given.</param>
/// <param name="Word">Which of its words was explained, from 1; null if all were.</param>
/// <param name="Words">Its words.</param>
/// <param name="Score">What was explained: the sum of the words' log-probabilities, or that of one.</param>
/// <param name="Network">The network that looked at the picture.</param>
/// <param name="Checkpoint">The weights.</param>
/// <param name="Sizes">The language model's sizes.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Layer">What Grad-CAM looked at.</param>
/// <param name="Map">Where its map has its maximum; null if the map is zero everywhere.</param>
/// <param name="Files">The pictures.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string GeneratedCaption, string Generation, string ExplainedCaption, bool IsGenerated, int? Word, IReadOnlyList<CaptionWord> Words,
    float Score, string Network, string Checkpoint, string Sizes, string Device, string Image, string Layer, MapPeak? Map,
    IReadOnlyList<string> Files, IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings);

/// <summary>A word of the explained caption.</summary>
/// <param name="Word">The word; <c>UNK</c> if the model does not know it.</param>
/// <param name="LogProbability">The logarithm of how probable it was after those before it.</param>
/// <param name="Map">Where the map of this word alone has its maximum; null if none was made, or it is zero everywhere.</param>
internal sealed record CaptionWord(string Word, float LogProbability, MapPeak? Map);

/// <summary>The maximum of a map.</summary>
/// <param name="X">Its column, in pixels of the picture.</param>
/// <param name="Y">Its row.</param>
/// <param name="Objects">The objects in whose box that lies; null if none is known in the picture.</param>
internal sealed record MapPeak(int X, int Y, IReadOnlyList<string>? Objects);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
