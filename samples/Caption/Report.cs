using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Captioning;

/// <summary>What a run found and wrote (<c>docs/json.md</c>).</summary>
/// <param name="Program">The program.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Network">The network that looked at it.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Model">The language model.</param>
/// <param name="Generation">How the caption was made.</param>
/// <param name="Caption">The caption that was explained.</param>
/// <param name="Predictions">The caption that the model makes.</param>
/// <param name="Explanations">What was explained: the caption, or a word of it.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string Program, ReportedPicture Image, ReportedNetwork Network, string Device, ReportedModel Model, string Generation,
    ReportedCaption Caption, IReadOnlyList<Prediction> Predictions, IReadOnlyList<ReportedExplanation> Explanations,
    IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings)
{
    /// <summary>Memory in use on the device, in bytes; null if it does not count it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryUse? Memory { get; init; }
}

/// <summary>The caption that was explained.</summary>
/// <param name="Text">The caption.</param>
/// <param name="IsGenerated">Whether it is the generated one because none was given.</param>
/// <param name="Word">Which of its words was explained, from 1; null if all were.</param>
/// <param name="Words">Its words.</param>
/// <param name="UnknownWords">Those that the model does not know.</param>
internal sealed record ReportedCaption(
    string Text, bool IsGenerated, int? Word, IReadOnlyList<CaptionWord> Words, IReadOnlyList<string> UnknownWords);

/// <summary>A word of the explained caption.</summary>
/// <param name="Word">The word; <c>UNK</c> if the model does not know it.</param>
/// <param name="LogProbability">The logarithm of how probable it was after those before it.</param>
/// <param name="Peak">Where the map of this word alone has its maximum; null if none was made, or it is zero everywhere.</param>
internal sealed record CaptionWord(string Word, float LogProbability, MapPeak? Peak);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
