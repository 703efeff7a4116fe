using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Makes one form of every prototxt: layers of the first and second generation become layers of today, legacy inputs and data layers become
/// <c>Input</c> layers, rules are applied for the TEST phase, and losses are dropped. As Caffe's upgrade_proto and FilterNet do.
/// </summary>
public static class NetUpgrade
{
    /// <summary>Upgrades a tree that <see cref="SchemaCheck"/> found sound.</summary>
    public static (NetNode Net, EquatableArray<Problem> Problems) Upgrade(MessageNode root, NetOptions options)
    {
        var problems = new List<Problem>();
        string name = root.Fields.LastOrDefault(field => field.Name == "name")?.Value is ScalarNode scalar ? scalar.Text : "";
        IEnumerable<LayerNode> layers = Today(root, problems);
        layers = [.. layers.Where(layer => PhaseRules.Includes(layer, options, problems))];
        layers = Losses.Drop(layers, options.KeepLoss);
        layers = [.. LegacyInputs.Of(root, options, problems), .. layers];
        layers = DataLayers.ToInputs([.. layers], options, problems);
        return (new NetNode(name, [.. WithInputShape(layers, options.InputShape)]), [.. problems]);
    }

    private static IReadOnlyList<LayerNode> Today(MessageNode root, List<Problem> problems)
    {
        FieldNode[] today = [.. root.Fields.Where(field => field.Name == "layer")], legacy = [.. root.Fields.Where(field => field.Name == "layers")];
        if (today.Length > 0 && legacy.Length > 0)
        {
            problems.Add(new Problem(ProblemCodes.Legacy, Severity.Error, legacy[0].Id, "the net has 'layer' (today's format) and 'layers' (the old one); use one of them"));
            return [];
        }
        if (today.Length > 0)
            return [.. today.Select(V2Layer.Read)];
        bool first = legacy.Any(V0Layers.Is);
        return first ? V0Layers.Upgrade(legacy, problems) : [.. legacy.Select(layer => V1Layer.Upgrade(layer, problems))];
    }

    private static IEnumerable<LayerNode> WithInputShape(IEnumerable<LayerNode> layers, EquatableArray<int> shape)
    {
        bool given = shape.Length > 0;
        foreach (LayerNode layer in layers)
        {
            if (!given || layer.Type != "Input")
            {
                yield return layer;
                continue;
            }
            given = false;
            yield return Reshaped(layer, shape);
        }
    }

    // The first shape of an Input layer is that of its first top, or of all.
    private static LayerNode Reshaped(LayerNode input, EquatableArray<int> shape)
    {
        FieldNode first = SyntheticNodes.Field(input.Id, "shape", shape.Select(length => SyntheticNodes.Field(input.Id, "dim", length)));
        MessageNode? declared = input.Fields.LastOrDefault(field => field.Name == "input_param")?.Value as MessageNode;
        IEnumerable<FieldNode> others = declared?.Fields.Where(field => field.Name == "shape").Skip(1) ?? [];
        return input with { Fields = [.. input.Fields.Where(field => field.Name != "input_param"), SyntheticNodes.Field(input.Id, "input_param", [first, .. others])] };
    }
}
