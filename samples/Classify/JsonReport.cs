using System.Text.Json.Serialization;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Classify;

/// <summary>The report for programs.</summary>
internal static class JsonReport
{
    private static readonly ReportJson context = new(JsonText.Options);

    public static string Write(Report report) => JsonText.Write(report, context.Report);
}

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
