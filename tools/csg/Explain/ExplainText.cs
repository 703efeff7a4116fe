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
        bool isDetector = report.Pictures.Any(picture => picture.Boxes is not null);
        bool hasOwnLayers = report.Layer is null
            && report.Pictures.SelectMany(picture => picture.Explanations).Any(box => box.Layer is not null);
        lines.Add("method", report.Layer is { } layer ? $"{report.Method} at {layer}"
            : hasOwnLayers ? $"{report.Method} at what the head of each box reads"
            : report.Method);
        foreach (string note in report.Notes)
            lines.Add("note", note);
        bool hasLabels = report.Pictures.SelectMany(picture => picture.Top).Any(prediction => prediction.Label is not null)
            || report.Pictures.SelectMany(picture => picture.Boxes ?? []).Any(found => found.Label is not null);
        lines.Add("classes", hasLabels ? "counted from 0" : "counted from 0; --labels gives them names");
        if (isDetector)
            lines.Add("boxes", "counted from 0, the largest score first");
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
        if (picture.Boxes is { } boxes)
            Write(picture, boxes, output);
        foreach (ExplainedClass explained in picture.Explanations)
        {
            string peak = explained is { PeakX: { } x, PeakY: { } y }
                ? string.Create(CultureInfo.InvariantCulture, $"; the map's maximum lies at ({x}, {y}){Inside(explained)}")
                // Of an output that is 1 to the last digit no change is left to explain.
                : hasPeak ? "; its map is zero everywhere" : "";
            string name = explained.Label is null ? $"class {explained.Index}" : $"{explained.Index} {explained.Label}";
            if (explained.Box is { } box)
                name = $"box {box}, {(explained.Index < 0 ? "a region" : name)}";
            string target = explained.Target is { } score ? $"{score} =" : "score";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}, {target} {explained.Score:f3}{peak}"));
            foreach (string file in explained.Files)
                output.WriteLine($"    {file}");
        }
    }

    private static void Write(ExplainedPicture picture, IReadOnlyList<ReportedBox> boxes, TextWriter output)
    {
        foreach (ReportedBox box in boxes)
        {
            string name = box.Label ?? (box.Index is { } index ? $"class {index}" : "region");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{box.Box,6}  {box.Score,9:f4}  {name}, {box.Width}×{box.Height} at ({box.Left}, {box.Top})"));
        }
        if (picture.BoxCount > boxes.Count)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        and {picture.BoxCount - boxes.Count} more"));
        if (boxes.Count == 0)
            output.WriteLine("  no box was found");
        output.WriteLine($"    {picture.BoxFile}");
    }

    private static string Inside(ExplainedClass explained) => explained.IsPeakInBox switch
    {
        true => ", in the box",
        false => ", outside the box",
        _ => "",
    };
}
