using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Definitions;

/// <summary>
/// Writes a definition as a table for people and programs: a head, then a line an operation, such as
/// <c>+ relu1_1 = ReLU(conv1_1) → N×64×224×224 at=0</c>. A line that begins with <c>+</c> runs as one with the line above it.
/// </summary>
public static class TableWriter
{
    /// <summary>Version of the format: a table of another version is refused.</summary>
    public const int Version = 1;

    // Stands for one of several that is not there.
    private const string None = "-";

    /// <summary>The table, a line each, without line ends.</summary>
    public static IEnumerable<string> Lines(NetworkDefinition network)
    {
        yield return FormattableString.Invariant($"{TableName.Write(network.Name)} table={Version} arena={network.ArenaFloats}");
        foreach (int input in network.Inputs)
        {
            ValueDefinition value = network.Values[input];
            yield return $"{TableName.Write(value.Name)} = Input → {value.Shape}";
        }
        foreach (StepDefinition step in network.Steps)
            yield return Line(network, step);
    }

    /// <summary>The line of one step.</summary>
    public static string Line(NetworkDefinition network, StepDefinition step)
    {
        ValueDefinition[] outputs = [.. step.Outputs.Select(output => network.Values[output])];
        var line = new StringBuilder(step.IsFused ? "+ " : "");
        line.Append(string.Join(", ", outputs.Select(output => TableName.Write(output.Name)))).Append(" = ").Append(step.Operation.Kind);
        line.Append('(').Append(string.Join(", ", step.Inputs.Select(input => TableName.Write(network.Values[input].Name)))).Append(')');
        var fields = new FieldWriter();
        step.Operation.Write(fields);
        line.Append(fields).Append(" → ").Append(string.Join(",", outputs.Select(output => output.Shape)));
        Add(line, "weights", step.Weights.Select(shape => shape.ToString()), unless: step.Weights.Length == 0);
        Add(line, "shared", step.SharedWith.Select(Owner), unless: step.SharedWith.All(owner => owner is null));
        Add(line, "blob", [Number(step.FirstBlob)], unless: step.FirstBlob == 0 || step.Blobs.Length > 0);
        Add(line, "blobs", step.Blobs.Select(blob => Number(blob)), unless: step.Blobs.Length == 0);
        Add(line, "layer", [TableName.Write(step.Layer)], unless: step.Layer == outputs[0].Name);
        Add(line, "type", [TableName.Write(step.LayerType)], unless: step.LayerType == step.Operation.Kind);
        if (step.IsInPlace)
            line.Append(" inplace");
        if (outputs[0].IsHidden)
            line.Append(" hidden");
        Add(line, "at", outputs.Select(Offset), unless: outputs.All(output => output.Offset < 0));
        Add(line, "in", outputs.Select(output => Inside(network, output)), unless: outputs.All(output => output.Inside is null));
        return line.ToString();
    }

    private static void Add(StringBuilder line, string key, IEnumerable<string> values, bool unless)
    {
        if (!unless)
            line.Append(' ').Append(key).Append('=').Append(string.Join(",", values));
    }

    private static string Owner(WeightOwner? owner) => owner is null ? None : $"{Number(owner.Blob)}:{TableName.Write(owner.Layer)}";

    private static string Offset(ValueDefinition value) => value.Offset < 0 ? None : Number(value.Offset);

    private static string Inside(NetworkDefinition network, ValueDefinition value) => value.Inside is { } inside
        ? $"{Number(inside.Channel)}:{TableName.Write(network.Values[inside.Whole].Name)}"
        : None;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
