using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Checks the fields of layers: the rules of all, everything of those that are in the net. What is left out, layers of the TRAIN phase or losses,
/// may have any fields: it computes nothing.
/// </summary>
internal sealed class LayerCheck(LayerSchemas schemas, SchemaCheck check, List<Problem> problems)
{
    /// <summary>Checks what decides whether a layer is in the net.</summary>
    public void Rules(FieldNode source, LayerNode layer) => check.Check((MessageNode)source.Value, NetSchema.Rules, Subject(layer));

    /// <summary>Checks a layer that is in the net, and marks it if it is wrong.</summary>
    /// <param name="source">The layer as it is written.</param>
    /// <param name="layer">What became of it.</param>
    public LayerNode Fields(FieldNode source, LayerNode layer)
    {
        if (layer.IsWrong)
            return layer;
        int before = problems.Count;
        var message = (MessageNode)source.Value;
        if (V0Layers.Is(source))
            First(message, layer);
        else
            Later(message, layer, isToday: source.Name == "layer");
        return layer with { IsWrong = problems.Count > before };
    }

    private void First(MessageNode outer, LayerNode layer)
    {
        foreach (FieldNode field in outer.Fields.Where(field => field.Name is not ("layer" or "bottom" or "top")))
            check.Unknown(field, Subject(layer), $"beside 'layer', Caffe's first format reads bottom and top only, not '{field.Name}'", []);
        MessageNode inner = V0Layers.Inner(outer)!;
        string type = V0Layers.TypeOf(inner);
        bool IsRead(FieldNode field) => V0Layers.Reads(type, field.Name) || !NetSchema.V0Layer.TryGet(field.Name, out _);
        check.Check(inner with { Fields = [.. inner.Fields.Where(IsRead)] }, NetSchema.V0Layer, Subject(layer));
        foreach (FieldNode field in inner.Fields.Where(field => !IsRead(field)))
            check.Unknown(field, Subject(layer), $"a layer of the type '{type}' does not read '{field.Name}'", []);
    }

    private void Later(MessageNode message, LayerNode layer, bool isToday)
    {
        bool isKnown = schemas.TryGet(layer.Type, isToday, out MessageSchema schema);
        if (!isKnown)
            schema = LayerSchemas.OfUnknownType(isToday);
        bool IsForeign(FieldNode field) => isKnown && !schema.TryGet(field.Name, out _) && schemas.OwnersOf(field.Name).Any();
        check.Check(message with { Fields = [.. message.Fields.Where(field => !IsForeign(field))] }, schema, Subject(layer));
        foreach (FieldNode field in message.Fields.Where(IsForeign))
        {
            string types = string.Join(" and ", schemas.OwnersOf(field.Name));
            check.Unknown(field, Subject(layer), $"'{field.Name}' belongs to {types}; Caffe ignores it in a {layer.Type}", []);
        }
        // What is no type at all is a wrong value already.
        schema.TryGet("type", out FieldSchema type);
        if (layer.Type.Length == 0 && message.Fields.All(field => field.Name != "type" || (field.Value is ScalarNode given && ScalarValue.Fault(given, type) is null)))
            NoType(message, layer, isToday);
    }

    private void NoType(MessageNode message, LayerNode layer, bool isToday)
    {
        string? misspelled = message.Fields.Select(field => field.Name)
            .FirstOrDefault(name => !NetSchema.Layer.TryGet(name, out _) && Suggestion.For(name, ["type"]).Length > 0);
        string example = isToday ? "type: \"Convolution\"" : "type: CONVOLUTION";
        problems.Add(new Problem(isToday ? ProblemCodes.UnknownLayerType : ProblemCodes.Legacy, Severity.Error, layer.Id,
            $"layer '{layer.Name}' has no type; give one, such as {example}{(misspelled is null ? "" : $" (did you mean that by '{misspelled}'?)")}"));
    }

    private static string Subject(LayerNode layer) => $"layer '{layer.Name}'{(layer.Type.Length > 0 ? $" ({layer.Type})" : "")}: ";
}
