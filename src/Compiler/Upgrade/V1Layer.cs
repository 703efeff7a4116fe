using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>A layer of the second generation: types are an enum, weights' names are plain strings, the rest is as today.</summary>
internal static class V1Layer
{
    private static readonly HashSet<string> Replaced = new(
        ["name", "type", "bottom", "top", "param", "blob_share_mode", "blobs_lr", "weight_decay"], StringComparer.Ordinal);

    public static LayerNode Read(FieldNode layer)
    {
        var message = (MessageNode)layer.Value;
        var reader = new FieldReader(message, NetSchema.V1Layer);
        string name = reader.String("name", ""), type = V1Types.Today(reader.Enum("type", "NONE"));
        IEnumerable<FieldNode> weightNames = reader.Strings("param")
            .Select(weight => SyntheticNodes.Field(layer.Id, "param", SyntheticNodes.Field(layer.Id, "name", weight)));
        return new LayerNode(
            layer.Id, name, type, [.. reader.Strings("bottom")], [.. reader.Strings("top")],
            [.. message.Fields.Where(field => !Replaced.Contains(field.Name)), .. weightNames]);
    }
}
