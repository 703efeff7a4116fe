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
        console.Write(Layers(network));
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
            $"{Units.Bytes(network.Memory.Activations)} of activations {batch}; {Units.Bytes(network.Memory.ActivationsUnshared)} without sharing");
        summary.Add("Grad-CAM", network.GradCamLayer is { } layer
            ? $"at {layer} of {network.Explained}"
            : $"no layer with a height and a width leads to {network.Explained}");
        foreach (DiagnosticJson note in network.Diagnostics)
            summary.Add(note.Severity == "info" ? "note" : note.Severity, $"{note.File}({note.Line},{note.Column}): {note.Code}: {note.Message}");
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

    private static Table Layers(NetworkReport network)
    {
        var table = new Table();
        foreach (string name in new[] { "layer", "type", "shape", "hook" })
            table.AddColumn(ToolConsole.Column(name));
        foreach (string name in new[] { "parameters", "MACs", "memory", "at" })
            table.AddColumn(ToolConsole.Column(name, isNumber: true));
        table.AddColumn(new TableColumn(new Markup("[bold]operation[/]")));
        foreach (LayerReport layer in network.Layers)
        {
            string place = layer.Inside is { } whole ? $"in {whole}" : layer.Offset is { } offset ? Units.Bytes(offset) : "";
            table.AddRow(
                new Text(layer.Name), new Text(layer.Type), new Text(layer.Shape), new Text(layer.Hook), Number(layer.Parameters),
                Number(layer.Macs), new Text(Units.Bytes(layer.Bytes)), new Text(place),
                new Text(layer.IsFused ? $"+ {layer.Operation}" : layer.Operation));
        }
        return table;
    }

    private static Text Number(long number) => new(number == 0 ? "" : Grouped(number));

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
