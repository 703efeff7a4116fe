using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

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
        string name = reader.String("name", ""), type = LegacyLayerTypes.Today(reader.Enum("type", "NONE"));
        return new LayerNode(
            layer.Id, name, type, [.. reader.Strings("bottom")], [.. reader.Strings("top")],
            message.Fields.Length == 0
                ? []
                : [.. message.Fields.Where(field => !Replaced.Contains(field.Name)), .. Parameters(message, reader)]);
    }

    // One for each weight that has a name, a mode of sharing, or one behind it that has.
    private static IEnumerable<FieldNode> Parameters(MessageNode message, FieldReader reader)
    {
        FieldNode[] names = [.. message.Fields.Where(field => field is { Name: "param", Value: ScalarNode { Kind: ScalarKind.String } })];
        IReadOnlyList<string> modes = reader.Enums("blob_share_mode");
        for (int blob = 0; blob < Math.Max(names.Length, modes.Count); blob++)
        {
            int id = blob < names.Length ? names[blob].Id : message.Id;
            var fields = new List<FieldNode>();
            if (blob < names.Length)
                fields.Add(SyntheticNodes.Field(id, "name", ((ScalarNode)names[blob].Value).Text));
            if (blob < modes.Count)
                fields.Add(new FieldNode(id, "share_mode", new ScalarNode(id, ScalarKind.Identifier, modes[blob])));
            yield return SyntheticNodes.Field(id, "param", fields);
        }
    }
}
