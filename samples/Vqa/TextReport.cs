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
        ReportedExplanation explained = report.Explanations[0];
        text.AppendLine(CultureInfo.InvariantCulture, $"Question: \t{report.Question.Text}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Predicted answer: \t{report.PredictedAnswer}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Grad-CAM answer: \t{explained.Name}");
        text.AppendLine();
        text.Add("network", $"{report.Network.Name}, weights {report.Network.Weights}");
        text.Add("model", $"{report.Model.Checkpoint}: {report.Model.Sizes}");
        text.AddDevice(report.Device, report.Memory);
        text.Add("image", report.Image.Name);
        text.Add("layer", report.Network.Layer);
        string read = report.Question.WordsRead < report.Question.Words.Count
            ? $" (the first {report.Question.WordsRead} are read)" : "";
        text.Add("words", $"{string.Join(' ', report.Question.Words)}{read}");
        text.AddNotes(report.Notes);
        text.AppendLine().AppendLine("probability  answer");
        foreach (Prediction answer in report.Predictions)
            text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Probability,11:f4}  {answer.Name}");
        text.AppendLine();
        string map = explained.Peak is var (x, y, objects)
            ? $"the map's maximum lies {ReportText.Peak(x, y, objects)}"
            : "the map is zero everywhere: nothing that the layer found speaks for this answer";
        text.AppendLine(CultureInfo.InvariantCulture, $"{explained.Name}, score {explained.Score:f3}: {map}");
        text.AddFiles(explained.Files);
        return text.AddTimings(report.Timings).ToString();
    }
}
