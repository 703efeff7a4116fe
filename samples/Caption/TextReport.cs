using System.Globalization;
using System.Text;

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
        text.AppendLine(CultureInfo.InvariantCulture, $"network  {report.Network}");
        text.AppendLine(CultureInfo.InvariantCulture, $"model    {report.Checkpoint}: {report.Sizes}");
        text.AppendLine(CultureInfo.InvariantCulture, $"caption  {report.Generation}");
        text.AppendLine(CultureInfo.InvariantCulture, $"device   {report.Device}");
        text.AppendLine(CultureInfo.InvariantCulture, $"image    {report.Image}");
        text.AppendLine(CultureInfo.InvariantCulture, $"layer    {report.Layer}");
        foreach (string note in report.Notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"note     {note}");
        text.AppendLine().AppendLine("log-probability  word");
        for (int i = 0; i < report.Words.Count; i++)
        {
            CaptionWord word = report.Words[i];
            string map = word.Map is { } peak ? $"   {Peak(peak)}" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{word.LogProbability,15:f3}  {i + 1,2} {word.Word}{map}");
        }
        text.AppendLine();
        string what = report.Word is { } number ? $"word {number}, {report.Words[number - 1].Word}" : "the whole caption";
        string where = report.Map is { } whole ? $"the map's maximum lies {Peak(whole)}" : "the map is zero everywhere: nothing that the layer found speaks for this";
        text.AppendLine(CultureInfo.InvariantCulture, $"{what}, log-probability {report.Score:f3}: {where}");
        foreach (string file in report.Files)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {file}");
        text.AppendLine().Append("ms      ");
        text.AppendLine(string.Join(", ", report.Timings.Select(timing => string.Create(CultureInfo.InvariantCulture, $" {timing.Step} {timing.Milliseconds:f0}"))).TrimStart());
        return text.ToString();
    }

    private static string Peak(MapPeak peak)
    {
        string objects = peak.Objects switch
        {
            null => "",
            [] => ", outside all objects",
            { } there => $", in the box of the {string.Join(" and the ", there)}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"at ({peak.X}, {peak.Y}){objects}");
    }
}
