using System.Globalization;
using System.Text;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Detect;

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
        if (report.Detections.Count == 0)
            text.AppendLine().AppendLine("nothing found; a lower --threshold shows less certain boxes");
        foreach ((int i, ReportedDetection found) in report.Detections.Index())
        {
            ReportedBox box = found.Box;
            string overlap = found.Overlap is { } known ? string.Create(CultureInfo.InvariantCulture, $", overlap with the object {known:f2}") : "";
            string map = found.Peak is var (x, y, _)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"the map at {found.Layer} has its maximum at ({x}, {y}), {(found.InsideBox ? "inside the box" : "OUTSIDE the box")}")
                : $"the map at {found.Layer} is zero everywhere";
            text.AppendLine();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{i + 1} {found.Name}, score {found.Score:f3}: {box.Width}×{box.Height} at ({box.Left}, {box.Top}){overlap}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  {found.Target.Name} = {found.Target.Value:f3}: {map}");
            text.AddFiles(found.Files);
        }
        text.AppendLine().AddFiles(report.Files);
        return text.AddTimings(report.Timings).ToString();
    }
}
