using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen.Captioning;

/// <summary>The report for programs.</summary>
internal static class JsonReport
{
    private static readonly ReportJson Context = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(Report report) => JsonSerializer.Serialize(report, Context.Report) + Environment.NewLine;
}

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
