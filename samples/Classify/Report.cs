using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Classify;

/// <summary>What a run found and wrote (<c>docs/json.md</c>).</summary>
/// <param name="Program">The program.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Network">The network.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Predictions">The most probable classes.</param>
/// <param name="Explanations">The classes that were explained.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string Program, ReportedPicture Image, ReportedNetwork Network, string Device, IReadOnlyList<Prediction> Predictions,
    IReadOnlyList<ReportedExplanation> Explanations, IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings)
{
    /// <summary>Memory in use on the device, in bytes; null if it does not count it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryUse? Memory { get; init; }
}

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
