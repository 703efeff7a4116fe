using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Drafts;

/// <summary>
/// What can be said of a network whose prototxt has errors: which values it has, by the names that they will have once the errors are
/// corrected, and the shapes of those that no error is in front of. Nothing runs it.
/// </summary>
/// <param name="Name">The network's name; empty if it has none, or it cannot be read.</param>
/// <param name="Values">Its values, inputs first.</param>
internal sealed record NetworkDraft(string Name, EquatableArray<DraftValue> Values)
{
    /// <summary>What the data layers of the prototxt do to pixels.</summary>
    public EquatableArray<DataTransform> DataTransforms { get; init; }

    /// <summary>Reads what it can of a tree. It says nothing of the errors; <see cref="NetworkCompiler"/> does.</summary>
    /// <param name="root">The tree; of a text with a syntax error that of <see cref="BrokenText"/>.</param>
    /// <param name="options">What the user says of the network.</param>
    public static NetworkDraft Of(MessageNode root, NetOptions options)
    {
        LayerCatalog catalog = LayerCatalog.Shipped;
        MessageNode mended = MendedTree.Of(root);
        NetNode net = NetUpgrade.Draft(mended, options, catalog.Schemas);
        var shapes = new Dictionary<(int Layer, string Top), ValueShape>();
        try
        {
            GraphBuilder.Build(net, catalog, isSymbolic: true, shapes);
        }
        catch (NotSymbolicException)
        {
            shapes.Clear();
            GraphBuilder.Build(net, catalog, isSymbolic: false, shapes);
        }
        string name = mended.Fields.FirstOrDefault(field => field.Name == "name")?.Value is ScalarNode scalar ? scalar.Text : "";
        return new NetworkDraft(name, [.. ValuesOf(net, catalog, shapes)]) { DataTransforms = net.DataTransforms };
    }

    // As the graph of the network would name them. A layer that has a name and no top will get one.
    private static IEnumerable<DraftValue> ValuesOf(
        NetNode net, LayerCatalog catalog, Dictionary<(int Layer, string Top), ValueShape> shapes)
    {
        // What reads nothing and is of no type that there is, is an input whose type is misspelled.
        bool IsInput(LayerNode layer) =>
            layer.Type == "Input"
            || (layer.Custom is null && layer.Bottoms.Length == 0 && !catalog.TryFind(layer.Type, layer.Dialect, out _));
        LayerNode[] inputs = [.. net.Layers.Where(IsInput)];
        if (inputs.Length == 0)
            inputs = [.. MissingInputs(net)];
        var names = new ValueNames();
        foreach (LayerNode layer in inputs.Concat(net.Layers.Where(layer => !IsInput(layer))))
        {
            bool isInput = IsInput(layer);
            string[] tops = layer.Tops.Length > 0 ? [.. layer.Tops] : layer.Name.Length > 0 ? [layer.Name] : [];
            for (int i = 0; i < tops.Length; i++)
            {
                string layerName = layer.Name.Length > 0 ? layer.Name : tops[0];
                string unique = names.Unique(isInput ? tops[i] : i == 0 ? layerName : $"{layerName}:{tops[i]}");
                ValueShape? shape = shapes.TryGetValue((layer.Id, tops[i]), out ValueShape known) ? known : null;
                if (NameLimit.Holds(unique)) // One that is too long cannot be a member's.
                    yield return new DraftValue(unique, layer.Type, shape, isInput, i == 0 && layer.Custom is not null ? layerName : null);
            }
        }
    }

    // Where no input can be read: what layers read and none computes.
    private static IEnumerable<LayerNode> MissingInputs(NetNode net)
    {
        var tops = new HashSet<string>(net.Layers.SelectMany(layer => layer.Tops), StringComparer.Ordinal);
        return net.Layers.SelectMany(layer => layer.Bottoms).Distinct().Where(bottom => !tops.Contains(bottom))
            .Select(bottom => SyntheticNodes.Input(id: 0, name: "", bottom, []));
    }
}

/// <summary>A value of a network whose prototxt has errors.</summary>
/// <param name="Name">Its name, as in a <see cref="ValueDefinition"/>.</param>
/// <param name="LayerType">Caffe's type of the layer that computes it; empty if it cannot be read.</param>
/// <param name="Shape">Its shape; null where an error is in front of it.</param>
/// <param name="IsInput">Whether it is an input.</param>
/// <param name="CustomLayer">The name of its layer, if that is one that its user computes himself and this is its first top.</param>
internal sealed record DraftValue(string Name, string LayerType, ValueShape? Shape, bool IsInput, string? CustomLayer = null);
