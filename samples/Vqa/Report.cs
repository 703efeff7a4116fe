using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Vqa;

/// <summary>What a run found and wrote (<c>docs/json.md</c>).</summary>
/// <param name="Program">The program.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Network">The network that looked at it.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Model">The model that answers questions.</param>
/// <param name="Question">The question.</param>
/// <param name="PredictedAnswer">What the model answers.</param>
/// <param name="Predictions">The most probable answers.</param>
/// <param name="Explanations">The answer that was explained.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string Program, ReportedPicture Image, ReportedNetwork Network, string Device, ReportedModel Model, ReportedQuestion Question,
    string PredictedAnswer, IReadOnlyList<Prediction> Predictions, IReadOnlyList<ReportedExplanation> Explanations,
    IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings)
{
    /// <summary>Memory in use on the device, in bytes; null if it does not count it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryUse? Memory { get; init; }
}

/// <summary>A question as the model read it.</summary>
/// <param name="Text">As it was asked.</param>
/// <param name="Words">Its words; <c>UNK</c> for those that the model does not know.</param>
/// <param name="WordsRead">How many of them the model read.</param>
/// <param name="UnknownWords">The words that the model does not know.</param>
internal sealed record ReportedQuestion(string Text, IReadOnlyList<string> Words, int WordsRead, IReadOnlyList<string> UnknownWords);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
