using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>A prototxt in today's format.</summary>
/// <param name="Text">The text.</param>
/// <param name="Layers">How many layers are written anew.</param>
/// <param name="Inputs">How many fields <c>input</c> became layers.</param>
/// <param name="Padding">How many layers of padding became fields of others.</param>
internal sealed record NetworkText(string Text, int Layers, int Inputs, int Padding)
{
    /// <summary>Whether it differs from the old text.</summary>
    public bool IsChanged => Layers + Inputs + Padding > 0;

    /// <summary>
    /// Upgrades a text that parses, as Caffe's upgrade_net_proto_text does. What need not change stays as it is written; layers that change
    /// are laid out anew; no comment is lost.
    /// </summary>
    /// <exception cref="UpgradeProblem">Something in it cannot be upgraded.</exception>
    public static NetworkText Upgrade(string text)
    {
        IReadOnlyList<SourceItem> items = SourceParser.Parse(text);
        var layers = UpgradedLayers.Of([.. items.SelectMany(item => item.Fields)]);
        SourceField[] inputs = [.. InputsOf(items)];
        IReadOnlyList<SourceField> inputLayers = inputs.Length == 0 ? [] : InputFields.Layers(inputs, layers.Tops);
        HashSet<string> kept = [.. inputLayers.SelectMany(layer => layer.AllComments())];
        string[] comments = [.. inputs.SelectMany(input => input.AllComments()).Where(comment => !kept.Contains(comment))];
        string written = new NetworkWriter(text, layers).Write(items, inputs.Length > 0, inputLayers, comments);
        return new NetworkText(
            written, layers.Changed.Count, inputs.Count(field => field.Name == "input"), layers.Removed.Count);
    }

    // The first stays in front of its layer with the comments before it; the others take theirs along.
    private static IEnumerable<SourceField> InputsOf(IReadOnlyList<SourceItem> items)
    {
        bool isFirst = true;
        foreach (SourceItem item in items.Where(item => item.Fields.Any(InputFields.Is)))
        {
            if (!isFirst)
                item.Fields[0].Before.InsertRange(0, item.Before);
            isFirst = false;
            foreach (SourceField field in item.Fields)
                yield return field;
        }
    }
}
