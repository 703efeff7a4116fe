using System.Globalization;
using CaffeSharpGen.Csg.CommandLines;
using Spectre.Console;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>The report for people.</summary>
internal static class InspectText
{
    /// <summary>Writes it.</summary>
    public static void Write(NetworkReport network, ToolConsole console)
    {
        console.Write(Layers(network, console.IsNarrow));
        var summary = new Lines(console.Out);
        string known = network.KnownAs is { } name ? $"; csg explain knows it as {name}" : "";
        summary.Add("network", $"{network.Name}{known}");
        foreach (ValueReport input in network.Inputs)
            summary.Add("input", $"{input.Name} {input.Shape}");
        foreach (ValueReport output in network.Outputs)
            summary.Add("output", $"{output.Name} {output.Shape}");
        string batch = network.HasFreeBatch ? "for one image" : "for the batch that the prototxt declares";
        summary.Add("layers", $"{network.Layers.Count - network.Inputs.Count}, in {network.Groups} groups that each run as one");
        summary.Add("weights", $"{Grouped(network.Parameters)} parameters, {Units.Bytes(network.Memory.Weights)}");
        summary.Add("MACs", $"{Grouped(network.Macs)} {batch}");
        summary.Add(
            "memory",
            $"{Units.Bytes(network.Memory.Activations)} of activations {batch}; "
            + $"{Units.Bytes(network.Memory.ActivationsUnshared)} without sharing");
        if (network.Boxes is { } boxes)
            summary.Add("boxes", $"{boxes.Layer}, made of {boxes.Scores}; their heads read {string.Join(", ", boxes.FeatureMaps)}");
        summary.Add("Grad-CAM", network.GradCamLayer is { } layer
            ? $"at {layer} of {network.Explained}"
            : network.Boxes is not null ? "of each box, at what its head reads (csg explain --box)"
            : $"no layer with a height and a width leads to {network.Explained}");
        if (console.IsNarrow)
            summary.Add("columns", $"type, hook and place in memory show in {ToolConsole.WideEnough} columns, or redirected");
        foreach (DiagnosticJson note in network.Diagnostics)
        {
            summary.Add(
                note.Severity == "info" ? "note" : note.Severity, $"{note.File}({note.Line},{note.Column}): {note.Code}: {note.Message}");
        }
        if (network.Weights is { } weights)
            Write(weights, summary);
    }

    private static void Write(WeightFit weights, Lines summary)
    {
        summary.Add("file", $"{weights.File}: {(weights.Fits ? "the weights fit" : "the weights do not fit")}");
        if (weights.Missing.Count > 0)
            summary.Add("missing", $"weights of {string.Join(", ", weights.Missing)}");
        foreach (string problem in weights.Problems)
            summary.Add("problem", problem);
        foreach (string note in weights.Notes)
            summary.Add("note", note);
    }

    private static Table Layers(NetworkReport network, bool isNarrow)
    {
        // What can be spared is left out where there is little room.
        (string Name, bool IsNumber, Func<LayerReport, string> Cell)[] columns =
        [
            ("layer", false, layer => layer.Name),
            .. isNarrow ? Nothing : [("type", false, layer => layer.Type)],
            ("shape", false, layer => layer.Shape),
            .. isNarrow ? Nothing : [("hook", false, layer => layer.Hook)],
            ("parameters", true, layer => Number(layer.Parameters)),
            ("MACs", true, layer => Number(layer.Macs)),
            ("memory", true, layer => Units.Bytes(layer.Bytes)),
            .. isNarrow ? Nothing : [("at", true, Place)],
        ];
        var table = new Table();
        foreach ((string name, bool isNumber, _) in columns)
            table.AddColumn(ToolConsole.Column(name, isNumber));
        table.AddColumn(new TableColumn(new Markup("[bold]operation[/]")));
        foreach (LayerReport layer in network.Layers)
        {
            string operation = layer.IsFused ? $"+ {layer.Operation}" : layer.Operation;
            table.AddRow([.. columns.Select(column => new Text(column.Cell(layer))), new Text(operation)]);
        }
        return table;
    }

    private static (string Name, bool IsNumber, Func<LayerReport, string> Cell)[] Nothing => [];

    private static string Place(LayerReport layer) =>
        layer.Inside is { } whole ? $"in {whole}" : layer.Offset is { } offset ? Units.Bytes(offset) : "";

    private static string Number(long number) => number == 0 ? "" : Grouped(number);

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
