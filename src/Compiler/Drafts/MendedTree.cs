using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Drafts;

/// <summary>
/// A tree with the names that its writer meant, where that can be seen: names that lack their quotes, types as the other format has them,
/// layers whose field is misspelled. Names that are too long are left out.
/// </summary>
internal static class MendedTree
{
    /// <summary>Mends a tree. Nodes keep their ids.</summary>
    public static MessageNode Of(MessageNode root)
    {
        bool isLegacy = root.Fields.Any(field => field.Name == "layers") && root.Fields.All(field => field.Name != "layer");
        var fields = new List<FieldNode>();
        bool hasName = false;
        foreach (FieldNode field in root.Fields)
        {
            if (field is { Value: MessageNode layer } && (field.Name is "layer" or "layers" || IsMisspelled(field.Name, layer)))
            {
                string name = field.Name is "layer" or "layers" ? field.Name : isLegacy ? "layers" : "layer";
                fields.Add(field with { Name = name, Value = Layer(layer, isLegacy: name == "layers") });
            }
            else if (field.Name is not ("name" or "input"))
            {
                fields.Add(field);
            }
            // A second name is that of a layer whose beginning is missing.
            else if (Named(field) is { } named && !(field.Name == "name" && hasName))
            {
                fields.Add(named);
                hasName |= field.Name == "name";
            }
        }
        return root with { Fields = [.. fields] };
    }

    private static bool IsMisspelled(string name, MessageNode message) =>
        !NetSchema.Net.TryGet(name, out _) && message.Fields.Any(field => field is { Name: "top" or "bottom", Value: ScalarNode });

    private static MessageNode Layer(MessageNode layer, bool isLegacy)
    {
        var fields = new List<FieldNode>();
        foreach (FieldNode field in layer.Fields)
        {
            FieldNode? mended = field switch
            {
                { Name: "name" or "top" or "bottom" } => Named(field),
                { Name: "type", Value: ScalarNode type } => Typed(field, type, isLegacy),
                // Of Caffe's first format, whose types are names in quotes.
                { Name: "layer", Value: MessageNode inner } => field with { Value = Layer(inner, isLegacy: false) },
                _ => field,
            };
            if (mended is not null)
                fields.Add(mended);
        }
        return layer with { Fields = [.. fields] };
    }

    private static FieldNode? Named(FieldNode field) => field.Value switch
    {
        ScalarNode name when !NameLimit.Holds(name.Text) => null,
        ScalarNode { Kind: not ScalarKind.String } word => field with { Value = word with { Kind = ScalarKind.String } },
        _ => field,
    };

    private static FieldNode? Typed(FieldNode field, ScalarNode type, bool isLegacy)
    {
        (string Name, string Today)? known = LegacyLayerTypes.Find(type.Text);
        if (isLegacy)
            return known is { } member ? field with { Value = new ScalarNode(type.Id, ScalarKind.Identifier, member.Name) } : field;
        return type.Kind == ScalarKind.String
            ? Named(field)
            : Named(field with { Value = new ScalarNode(type.Id, ScalarKind.String, known?.Today ?? type.Text) });
    }
}
