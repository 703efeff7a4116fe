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
        (ReportedCaption caption, ReportedExplanation explained) = (report.Caption, report.Explanations[0]);
        if (caption.IsGenerated)
            text.AppendLine("No caption provided, using generated caption for Grad-CAM.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Generated caption: \t{report.Predictions[0].Name}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Grad-CAM caption: \t{caption.Text}");
        text.AppendLine();
        text.Add("network", report.Network.Name);
        text.Add("model", $"{report.Model.Checkpoint}: {report.Model.Sizes}");
        text.Add("caption", report.Generation);
        text.AddDevice(report.Device, report.Memory);
        text.Add("image", report.Image.Name);
        text.Add("layer", report.Network.Layer);
        text.AddNotes(report.Notes);
        text.AppendLine().AppendLine("log-probability  word");
        for (int i = 0; i < caption.Words.Count; i++)
        {
            CaptionWord word = caption.Words[i];
            string map = word.Peak is { } peak ? $"   {Peak(peak)}" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{word.LogProbability,15:f3}  {i + 1,2} {word.Word}{map}");
        }
        text.AppendLine();
        string what = caption.Word is { } number ? $"word {number}, {caption.Words[number - 1].Word}" : "the whole caption";
        string end = caption.Word is null ? ", without END" : "";
        string where = explained.Peak is { } whole
            ? $"the map's maximum lies {Peak(whole)}"
            : "the map is zero everywhere: nothing that the layer found speaks for this";
        text.AppendLine(CultureInfo.InvariantCulture, $"{what}, log-probability {explained.Score:f3}{end}: {where}");
        text.AddFiles(explained.Files);
        return text.AddTimings(report.Timings).ToString();
    }

    private static string Peak(MapPeak peak) => ReportText.Peak(peak.X, peak.Y, peak.Objects);
}
