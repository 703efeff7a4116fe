using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CaffeSharpGen.Samples;

/// <summary>How reports for programs are written.</summary>
internal static class JsonText
{
    /// <summary>For the context of a program's report.</summary>
    public static JsonSerializerOptions Options => new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A report and an end of line.</summary>
    public static string Write<T>(T report, JsonTypeInfo<T> type) => JsonSerializer.Serialize(report, type) + Environment.NewLine;
}
