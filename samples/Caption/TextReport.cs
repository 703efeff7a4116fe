using System.Globalization;
using System.Text;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Captioning;

/// <summary>The report for people. It begins with the lines of the original.</summary>
internal static class TextReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        if (report.IsGenerated)
            text.AppendLine("No caption provided, using generated caption for Grad-CAM.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Generated caption: \t{report.GeneratedCaption}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Grad-CAM caption: \t{report.ExplainedCaption}");
        text.AppendLine();
        text.Add("network", report.Network);
        text.Add("model", $"{report.Checkpoint}: {report.Sizes}");
        text.Add("caption", report.Generation);
        text.Add("device", report.Device);
        text.Add("image", report.Image);
        text.Add("layer", report.Layer);
        text.AddNotes(report.Notes);
        text.AppendLine().AppendLine("log-probability  word");
        for (int i = 0; i < report.Words.Count; i++)
        {
            CaptionWord word = report.Words[i];
            string map = word.Map is { } peak ? $"   {Peak(peak)}" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{word.LogProbability,15:f3}  {i + 1,2} {word.Word}{map}");
        }
        text.AppendLine();
        string what = report.Word is { } number ? $"word {number}, {report.Words[number - 1].Word}" : "the whole caption";
        string end = report.Word is null ? ", without END" : "";
        string where = report.Map is { } whole
            ? $"the map's maximum lies {Peak(whole)}"
            : "the map is zero everywhere: nothing that the layer found speaks for this";
        text.AppendLine(CultureInfo.InvariantCulture, $"{what}, log-probability {report.Score:f3}{end}: {where}");
        text.AddFiles(report.Files);
        return text.AddTimings(report.Timings).ToString();
    }

    private static string Peak(MapPeak peak) => ReportText.Peak(peak.X, peak.Y, peak.Objects);
}
