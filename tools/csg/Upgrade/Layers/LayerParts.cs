using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade.Layers;

/// <summary>Makes layers of today's format of parts of older ones.</summary>
internal static class LayerParts
{
    /// <summary>A layer: name, type, bottoms and tops in front, as Caffe's own prototxts have them.</summary>
    /// <param name="source">The layer that it is made of.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="atEnd">Comments behind the last one.</param>
    public static SourceField Layer(SourceField source, IReadOnlyList<SourceField> fields, IEnumerable<string> atEnd)
    {
        string[] front = ["name", "type", "bottom", "top"];
        SourceField[] ordered =
        [
            .. front.SelectMany(name => fields.Where(field => field.Name == name)),
            .. fields.Where(field => !front.Contains(field.Name)),
        ];
        return source.With(new SourceMessage { Fields = [.. ordered], AtEnd = [.. atEnd] }).As("layer");
    }

    /// <summary>
    /// The messages <c>param</c> of what older formats keep in lists: names, modes of sharing, and the multipliers of learning rate and
    /// decay, one each for a weight.
    /// </summary>
    public static IEnumerable<SourceField> Parameters(SourceMessage layer)
    {
        (string Old, string Today)[] lists =
            [("param", "name"), ("blob_share_mode", "share_mode"), ("blobs_lr", "lr_mult"), ("weight_decay", "decay_mult")];
        SourceField[][] values = [.. lists.Select(list => layer.All(list.Old).Select(field => field.As(list.Today)).ToArray())];
        int count = values.Max(list => list.Length);
        for (int weight = 0; weight < count; weight++)
        {
            SourceField[] fields = [.. values.Where(list => weight < list.Length).Select(list => list[weight])];
            yield return new SourceField("param") { Message = new SourceMessage { Fields = [.. fields] }, Start = fields[0].Start };
        }
    }

    /// <summary>Whether a field is one that <see cref="Parameters"/> reads.</summary>
    public static bool IsOfParameters(SourceField field) =>
        field.Name is "blob_share_mode" or "blobs_lr" or "weight_decay" || field is { Name: "param", Message: null };
}
