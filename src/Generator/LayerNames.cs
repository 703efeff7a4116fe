using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Generator;

/// <summary>Finds where a prototxt names a value. Definitions know no positions, so it goes by the names.</summary>
internal sealed class LayerNames
{
    private readonly MessageNode root;

    // Of each value's name the first node that gives it: a layer's name, for its further tops too; or a blob's, of inputs and of layers
    // without a name.
    private readonly Dictionary<string, ScalarNode> layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScalarNode> blobs = new(StringComparer.Ordinal);

    public LayerNames(MessageNode root)
    {
        this.root = root;
        foreach (FieldNode field in root.Fields)
        {
            if (field.Name == "input" && field.Value is ScalarNode input)
                AddFirst(blobs, input.Text, input);
            else if (field.Name is "layer" or "layers" && field.Value is MessageNode layer)
                AddLayer(layer);
        }
    }

    /// <summary>
    /// Id of the node with the layer's name; with the blob's, of inputs and of layers without a name; the root's if there is neither.
    /// </summary>
    /// <param name="name">The value's name.</param>
    /// <param name="isInput">Whether it is an input of the network.</param>
    public int NodeOf(string name, bool isInput)
    {
        // A name that stands twice gets #2.
        int mark = name.LastIndexOf('#');
        string[] names = mark > 0 ? [name, name.Substring(0, mark)] : [name];
        return (isInput ? First(blobs, names) : First(layers, names) ?? First(blobs, names))?.Id ?? root.Id;
    }

    private static ScalarNode? First(Dictionary<string, ScalarNode> nodes, string[] names)
    {
        ScalarNode? first = null;
        foreach (string name in names)
        {
            if (nodes.TryGetValue(name, out ScalarNode? found) && (first is null || found.Id < first.Id))
                first = found;
        }
        return first;
    }

    private void AddLayer(MessageNode layer)
    {
        var tops = new List<ScalarNode>();
        ScalarNode? given = null;
        foreach (FieldNode field in layer.Fields)
        {
            if (field.Name == "name" && field.Value is ScalarNode node)
                given = node.Text.Length > 0 ? node : null;
            else if (field.Name == "top" && field.Value is ScalarNode top)
                tops.Add(top);
            else if (field.Name == "layer" && field.Value is MessageNode inner) // Caffe's first format has a layer in each layer.
                AddLayer(inner);
        }
        foreach (ScalarNode top in tops)
            AddFirst(blobs, top.Text, top);
        // A layer without a name is called as its first top.
        string name = given?.Text ?? (tops.Count > 0 ? tops[0].Text : "");
        if (given is not null)
            AddFirst(layers, name, given);
        foreach (ScalarNode top in tops.Skip(1))
            AddFirst(given is null ? blobs : layers, $"{name}:{top.Text}", given ?? top);
    }

    private static void AddFirst(Dictionary<string, ScalarNode> nodes, string name, ScalarNode node)
    {
        if (!nodes.ContainsKey(name))
            nodes.Add(name, node);
    }
}
