using System.Globalization;
using System.Text;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Vqa;

/// <summary>The report for people. It begins with the lines of the original.</summary>
internal static class TextReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Question: \t{report.Question}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Predicted answer: \t{report.PredictedAnswer}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Grad-CAM answer: \t{report.ExplainedAnswer}");
        text.AppendLine();
        text.Add("network", $"{report.Network}, weights {report.Weights}");
        text.Add("model", $"{report.Checkpoint}: {report.Sizes}");
        text.Add("device", report.Device);
        text.Add("image", report.Image);
        text.Add("layer", report.Layer);
        string read = report.WordsRead < report.Words.Count ? $" (the first {report.WordsRead} are read)" : "";
        text.Add("words", $"{string.Join(' ', report.Words)}{read}");
        text.AddNotes(report.Notes);
        text.AppendLine().AppendLine("probability  answer");
        foreach (PossibleAnswer answer in report.Answers)
            text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Probability,11:f4}  {answer.Answer}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.ExplainedAnswer}, score {report.Score:f3}: {Map(report)}");
        text.AddFiles(report.Files);
        return text.AddTimings(report.Timings).ToString();
    }

    private static string Map(Report report)
    {
        if (report.PeakX is not { } x || report.PeakY is not { } y)
            return "the map is zero everywhere: nothing that the layer found speaks for this answer";
        return $"the map's maximum lies {ReportText.Peak(x, y, report.ObjectsAtPeak)}";
    }
}
