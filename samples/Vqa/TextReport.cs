using System.Globalization;
using System.Text;

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
        text.AppendLine(CultureInfo.InvariantCulture, $"network  {report.Network}, weights {report.Weights}");
        text.AppendLine(CultureInfo.InvariantCulture, $"model    {report.Checkpoint}: {report.Sizes}");
        text.AppendLine(CultureInfo.InvariantCulture, $"device   {report.Device}");
        text.AppendLine(CultureInfo.InvariantCulture, $"image    {report.Image}");
        text.AppendLine(CultureInfo.InvariantCulture, $"layer    {report.Layer}");
        string read = report.WordsRead < report.Words.Count ? $" (the first {report.WordsRead} are read)" : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"words    {string.Join(' ', report.Words)}{read}");
        foreach (string note in report.Notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"note     {note}");
        text.AppendLine().AppendLine("probability  answer");
        foreach (PossibleAnswer answer in report.Answers)
            text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Probability,11:f4}  {answer.Answer}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.ExplainedAnswer}, score {report.Score:f3}: {Map(report)}");
        foreach (string file in report.Files)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {file}");
        text.AppendLine().Append("ms      ");
        text.AppendLine(string.Join(", ", report.Timings.Select(timing => string.Create(CultureInfo.InvariantCulture, $" {timing.Step} {timing.Milliseconds:f0}"))).TrimStart());
        return text.ToString();
    }

    private static string Map(Report report)
    {
        if (report.PeakX is not { } x || report.PeakY is not { } y)
            return "the map is zero everywhere: nothing that the layer found speaks for this answer";
        string objects = report.ObjectsAtPeak switch
        {
            null => "",
            [] => ", outside all objects",
            { } there => $", in the box of the {string.Join(" and the ", there)}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"the map's maximum lies at ({x}, {y}){objects}");
    }
}
