using System.Text.Json.Serialization;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>Why there is no report, for programs.</summary>
/// <param name="Error">What is wrong.</param>
/// <param name="More">What is wrong, too; null if nothing is.</param>
public sealed record ErrorReport(
    ReportedError Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReportedError>? More)
{
    /// <summary>The JSON of one or more errors.</summary>
    public static string Write(IReadOnlyList<ReportedError> errors) => JsonReport.Write(
        new ErrorReport(errors[0], errors.Count > 1 ? [.. errors.Skip(1)] : null), new ErrorJson(JsonReport.Options).ErrorReport);
}

/// <summary>Something that is wrong.</summary>
/// <param name="Message">What was found, what was expected, what to do.</param>
/// <param name="File">The file that it is about; null if the message alone says it.</param>
/// <param name="Line">The line of that file, from 1; null if it has none.</param>
/// <param name="Column">The column, from 1; null if there is none.</param>
/// <param name="Code">The id of an error of a prototxt, as in <c>docs/diagnostics.md</c>; null for others.</param>
public sealed record ReportedError(
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? File = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Line = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Column = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ErrorJson : JsonSerializerContext;
