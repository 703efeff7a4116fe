using System.Text.Json;
using System.Text.Json.Serialization;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>What a command prints as JSON when it fails.</summary>
/// <param name="Error">What is wrong.</param>
/// <param name="Diagnostics">All that was found in a prototxt; null if it is not about one.</param>
internal sealed record FailureJson(ErrorJson Error, IReadOnlyList<DiagnosticJson>? Diagnostics);

/// <summary>What is wrong.</summary>
/// <param name="Message">What was found, what was expected, what to do.</param>
internal sealed record ErrorJson(string Message)
{
    /// <summary>The file that it is about; null if the message alone says it.</summary>
    public string? File { get; init; }

    /// <summary>From 1.</summary>
    public int? Line { get; init; }

    /// <summary>From 1.</summary>
    public int? Column { get; init; }

    /// <summary>The id of an error of a prototxt; null for others.</summary>
    public string? Code { get; init; }
}

/// <summary>Something to say about a prototxt.</summary>
internal sealed record DiagnosticJson(string File, int Line, int Column, string Severity, string Code, string Message)
{
    /// <summary>The same as JSON.</summary>
    public static DiagnosticJson Of(PrototxtProblem problem) => new(
        problem.Path, problem.Line, problem.Column, problem.Severity.ToString().ToLowerInvariant(), problem.Code, problem.Message);
}

[JsonSerializable(typeof(FailureJson))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>How all commands write JSON: as the samples do, without what there is not.</summary>
    public static JsonSerializerOptions Style => new(JsonReport.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>For failures.</summary>
    public static ToolJson Context { get; } = new(Style);
}
