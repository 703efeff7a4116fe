using System.CommandLine;
using System.Globalization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples.Reports;
using Spectre.Console;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Weights;

/// <summary><c>csg weights</c>: what lies in a file of weights.</summary>
internal static class WeightsCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> file = new("file") { Description = "A .caffemodel, or a .binaryproto (a mean image)." };
        Option<bool> json = ToolCommand.JsonOption();
        NotEmpty(file);
        var command = new ToolCommand(
            "weights", "Lists the arrays in a file of weights: layer, shape, range, values that are not finite, SHA-256.",
            "csg weights bvlc_googlenet.caffemodel",
            "csg weights imagenet_mean.binaryproto --json") { file, json };
        command.Runs(console, parsed =>
        {
            var report = WeightReport.Of(parsed.GetValue(file)!);
            if (parsed.GetValue(json))
                console.Out.Write(JsonReport.Write(report, WeightsJson.Context.WeightReport));
            else
                Print(report, console);
            return 0;
        });
        return command;
    }

    private static void Print(WeightReport report, ToolConsole console)
    {
        var table = new Table();
        string[] texts = console.IsNarrow ? ["layer", "blob", "shape"] : ["layer", "type", "blob", "shape"];
        foreach (string name in texts)
            table.AddColumn(ToolConsole.Column(name));
        foreach (string name in new[] { "minimum", "maximum", "mean", "not finite" })
            table.AddColumn(ToolConsole.Column(name, isNumber: true));
        if (!console.IsNarrow)
            table.AddColumn(ToolConsole.Column("SHA-256"));
        foreach (BlobReport blob in report.Blobs)
        {
            // The whole hash is for programs, and for comparing.
            string[] cells =
            [
                blob.Layer, .. console.IsNarrow ? (string[])[] : [blob.Type], $"{blob.Blob}", blob.Shape, Number(blob.Minimum),
                Number(blob.Maximum), Number(blob.Mean), NotFinite(blob),
                .. console.IsNarrow ? (string[])[] : [console.IsTerminal ? blob.Sha256[..16] : blob.Sha256],
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        console.Write(table);
        var lines = new Lines(console.Out);
        lines.Add("file", $"{report.File}, {Units.Bytes(report.Bytes)}, {report.Format}");
        if (report.Network.Length > 0)
            lines.Add("network", report.Network);
        lines.Add("layers", string.Create(
            CultureInfo.InvariantCulture, $"{report.Layers}, {report.Blobs.Count} blobs, {report.Parameters:N0} parameters"));
        lines.Add("SHA-256", report.Sha256);
        if (report.NotFinite > 0)
            lines.Add("warning", $"{report.NotFinite} values are not finite: the file is damaged, or its training diverged");
    }

    private static string NotFinite(BlobReport blob) => (blob.NaNs, blob.Infinities) switch
    {
        (0, 0) => "",
        (var nan, 0) => $"{nan} NaN",
        (0, var infinite) => $"{infinite} infinite",
        var (nan, infinite) => $"{nan} NaN, {infinite} infinite",
    };

    private static string Number(double? value) => value?.ToString("g5", CultureInfo.InvariantCulture) ?? "";
}
