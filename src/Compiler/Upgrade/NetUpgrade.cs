using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Makes one form of every prototxt: layers of the first and second generation become layers of today, legacy inputs and data layers become
/// <c>Input</c> layers, rules are applied for the TEST phase, and losses are dropped. As Caffe's upgrade_proto and FilterNet do. The fields of
/// what is left are checked here, where it is known what that is and the layers still are as they were written.
/// </summary>
internal sealed class NetUpgrade
{
    private readonly MessageNode root;
    private readonly NetOptions options;
    private readonly List<Problem> problems = [];
    private readonly List<AbsentTop> absent = [];

    // Of all layers of the prototxt, those too that are left out.
    private readonly HashSet<string> bottoms = new(StringComparer.Ordinal);
    private readonly IgnoredFields ignored;
    private readonly SchemaCheck check;
    private readonly LayerCheck layerCheck;

    private NetUpgrade(MessageNode root, NetOptions options, LayerSchemas schemas)
    {
        (this.root, this.options) = (root, options);
        ignored = new IgnoredFields(options.IgnoredFields);
        check = new SchemaCheck(ignored, problems);
        layerCheck = new LayerCheck(schemas, check, problems);
    }

    /// <summary>Checks and upgrades a tree. Layers that are wrong are in the net, marked, so that what reads them is not blamed.</summary>
    public static (NetNode Net, EquatableArray<Problem> Problems) Upgrade(MessageNode root, NetOptions options, LayerSchemas schemas)
    {
        var upgrade = new NetUpgrade(root, options, schemas);
        NetNode net = upgrade.Run();
        return (net, [.. upgrade.problems]);
    }

    private NetNode Run()
    {
        check.Check(root, NetSchema.Net, subject: "");
        LayerNode[] kept = [.. Kept()];
        var read = new HashSet<string>(kept.SelectMany(layer => layer.Bottoms), StringComparer.Ordinal);
        Dictionary<int, FieldNode> sources = Layers("layer").Concat(Layers("layers")).ToDictionary(source => source.Id);
        // Data layers are there for their inputs; one that gives none that is read is not in the network.
        LayerNode[] layers = [.. kept
            .Where(layer => !DataLayers.Contains(layer.Type) || layer.Tops.Any(read.Contains))
            .Select(layer => layerCheck.Fields(sources[layer.Id], layer))];
        InputTop[] inputs = [.. LegacyInputs.Of(root, layers).Concat(layers.SelectMany(layer =>
            layer.Type == "Input" ? InputTop.Of(layer) : DataLayers.Contains(layer.Type) ? DataLayers.Of(layer).Where(top => read.Contains(top.Name)) : []))];
        // What only losses and layers of other phases read, such as labels, is no input.
        bool IsUnread(InputTop input) => !read.Contains(input.Name) && bottoms.Contains(input.Name);
        EquatableArray<LayerNode> all =
        [
            .. InputShapes.Apply([.. inputs.Where(input => !IsUnread(input))], [.. bottoms], options, root, problems),
            .. layers.Where(layer => layer.Type != "Input" && !DataLayers.Contains(layer.Type)),
        ];
        problems.AddRange(ignored.WithoutEffect(root));
        string name = root.Fields.LastOrDefault(field => field.Name == "name")?.Value is ScalarNode scalar ? scalar.Text : "";
        return new NetNode(name, all) { Absent = [.. absent] };
    }

    // The layers that are in the net, without losses.
    private IEnumerable<LayerNode> Kept()
    {
        var rules = new PhaseRules(root, options);
        foreach (LayerNode layer in Today())
        {
            if (rules.WhyLeftOut(layer, problems) is { } why)
            {
                LeaveOut(layer, why);
                continue;
            }
            if (Losses.Kept(layer, options.KeepLoss) is not { } kept)
            {
                LeaveOut(layer, new AbsentTop("", $"layer '{layer.Name}' ({layer.Type}) has it, but that is for training and is dropped", false));
                continue;
            }
            bottoms.UnionWith(layer.Bottoms);
            yield return kept;
        }
    }

    private void LeaveOut(LayerNode layer, AbsentTop why)
    {
        bottoms.UnionWith(layer.Bottoms);
        absent.AddRange(layer.Tops.Select(top => why with { Blob = top }));
    }

    private IReadOnlyList<LayerNode> Today()
    {
        FieldNode[] today = Layers("layer"), legacy = Layers("layers");
        if (today.Length > 0 && legacy.Length > 0)
        {
            problems.Add(new Problem(ProblemCodes.Legacy, Severity.Error, legacy[0].Id, "the net has 'layer' (today's format) and 'layers' (the old one); use one of them"));
            return [];
        }
        if (legacy.Any(V0Layers.Is))
            return V0Layers.Upgrade(legacy, layerCheck, problems);
        return [.. today.Select(source => Read(source, V2Layer.Read)), .. legacy.Select(source => Read(source, V1Layer.Read))];
    }

    private LayerNode Read(FieldNode source, Func<FieldNode, LayerNode> read)
    {
        LayerNode layer = read(source);
        layerCheck.Rules(source, layer);
        return layer;
    }

    private FieldNode[] Layers(string field) => [.. root.Fields.Where(node => node.Name == field && node.Value is MessageNode)];
}
