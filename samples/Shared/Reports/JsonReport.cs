using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>The report for programs.</summary>
public static class JsonReport
{
    /// <summary>For the context of a program's report.</summary>
    public static JsonSerializerOptions Options => new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report and an end of line.</summary>
    /// <param name="report">The report.</param>
    /// <param name="type">Its type, from a context with <see cref="Options"/>.</param>
    public static string Write<T>(T report, JsonTypeInfo<T> type) => JsonSerializer.Serialize(report, type) + Environment.NewLine;
}
