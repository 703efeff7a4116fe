using System.Globalization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>The report for people.</summary>
internal static class ExplainText
{
    /// <summary>Writes it.</summary>
    public static void Write(ExplainReport report, ToolConsole console)
    {
        var lines = new Lines(console.Out);
        lines.Add("network", $"{report.Network}, weights {report.Weights}");
        lines.Add("device", report.Device);
        if (report.Memory is { } memory)
            lines.Add("memory", ReportText.Describe(memory));
        lines.Add("method", report.Layer is null ? report.Method : $"{report.Method} at {report.Layer}");
        foreach (string note in report.Notes)
            lines.Add("note", note);
        bool hasLabels = report.Pictures.SelectMany(picture => picture.Top).Any(prediction => prediction.Label is not null);
        lines.Add("classes", hasLabels ? "counted from 0" : "counted from 0; --labels gives them names");
        foreach (ExplainedPicture picture in report.Pictures)
            Write(picture, report.Method == ExplanationMethod.Names[0], console.Out);
    }

    private static void Write(ExplainedPicture picture, bool hasPeak, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(picture.File);
        foreach (Prediction prediction in picture.Top)
        {
            float value = prediction.Probability ?? prediction.Score ?? 0;
            string line = string.Create(CultureInfo.InvariantCulture, $"{prediction.Index,6}  {value,9:f4}  {prediction.Label}");
            output.WriteLine(line.TrimEnd());
        }
        foreach (ExplainedClass explained in picture.Explanations)
        {
            string peak = explained is { PeakX: { } x, PeakY: { } y }
                ? string.Create(CultureInfo.InvariantCulture, $"; the map's maximum lies at ({x}, {y})")
                // Of an output that is 1 to the last digit no change is left to explain.
                : hasPeak ? "; its map is zero everywhere" : "";
            string name = explained.Label is null ? $"class {explained.Index}" : $"{explained.Index} {explained.Label}";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}, score {explained.Score:f3}{peak}"));
            foreach (string file in explained.Files)
                output.WriteLine($"    {file}");
        }
    }
}
