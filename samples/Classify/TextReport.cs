using System.Globalization;
using System.Text;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Classify;

/// <summary>The report for people.</summary>
internal static class TextReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Add("network", $"{report.Network.Name}, weights {report.Network.Weights}");
        text.AddDevice(report.Device, report.Memory);
        text.Add("image", report.Image.Name);
        text.Add("layer", report.Network.Layer);
        text.AddNotes(report.Notes);
        string heading = report.Predictions.All(prediction => prediction.Probability is null) ? "score" : "probability";
        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture, $"label  {heading,11}  class (labels are counted from 1, as in the original)");
        foreach (Prediction prediction in report.Predictions)
        {
            float? value = prediction.Probability ?? prediction.Score;
            text.AppendLine(CultureInfo.InvariantCulture, $"{prediction.Label,5}  {value,11:f4}  {prediction.Name}");
        }
        foreach (ReportedExplanation explained in report.Explanations)
        {
            string inside = explained.InsideObject switch
            {
                true => ", inside the object's box",
                false => ", OUTSIDE the object's box",
                null => "",
            };
            string map = explained.Peak is var (x, y, _)
                ? string.Create(CultureInfo.InvariantCulture, $"the map's maximum lies at ({x}, {y}){inside}")
                : "the map is zero everywhere: nothing that the layer found speaks for this class";
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{explained.Label} {explained.Name}, score {explained.Score:f3}: {map}");
            text.AddFiles(explained.Files);
        }
        return text.AddTimings(report.Timings).ToString();
    }
}
