using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Classify;

/// <summary>The report for people.</summary>
internal static class TextReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"network  {report.Network}, weights {report.Weights}");
        text.AppendLine(CultureInfo.InvariantCulture, $"device   {report.Device}");
        text.AppendLine(CultureInfo.InvariantCulture, $"image    {report.Image}");
        text.AppendLine(CultureInfo.InvariantCulture, $"layer    {report.Layer}");
        foreach (string note in report.Notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"note     {note}");
        text.AppendLine().AppendLine("label  probability  class (labels are counted from 1, as in the original)");
        foreach (Prediction prediction in report.Predictions)
            text.AppendLine(CultureInfo.InvariantCulture, $"{prediction.Label,5}  {prediction.Probability,11:f4}  {prediction.Name}");
        foreach (ExplainedClass explained in report.Explanations)
        {
            string inside = explained.InsideObject switch { true => ", inside the object's box", false => ", OUTSIDE the object's box", null => "" };
            string map = explained.PeakX is { } x && explained.PeakY is { } y
                ? string.Create(CultureInfo.InvariantCulture, $"the map's maximum lies at ({x}, {y}){inside}")
                : "the map is zero everywhere: nothing that the layer found speaks for this class";
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{explained.Label} {explained.Name}, score {explained.Score:f3}: {map}");
            foreach (string file in explained.Files)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {file}");
        }
        text.AppendLine().Append("ms      ");
        text.AppendLine(string.Join(", ", report.Timings.Select(timing => string.Create(CultureInfo.InvariantCulture, $" {timing.Step} {timing.Milliseconds:f0}"))).TrimStart());
        return text.ToString();
    }
}
