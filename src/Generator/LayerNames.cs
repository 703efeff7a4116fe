using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Generator;

/// <summary>Finds where a prototxt names a value. Networks know no positions, so it goes by the names.</summary>
internal sealed class LayerNames
{
    private readonly MessageNode root;

    // Of each name the first node that has it.
    private readonly Dictionary<string, ScalarNode> layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScalarNode> blobs = new(StringComparer.Ordinal);

    public LayerNames(MessageNode root)
    {
        this.root = root;
        foreach (FieldNode field in root.Fields)
        {
            if (field.Name == "input" && field.Value is ScalarNode input)
                AddFirst(blobs, input);
            else if (field.Name is "layer" or "layers" && field.Value is MessageNode layer)
                AddLayer(layer);
        }
    }

    /// <summary>Number of the node with the layer's name; with the blob's, of inputs and of layers without a name; the root's if there is neither.</summary>
    public int NodeOf(ValueModel value)
    {
        ScalarNode? found = null;
        if (value.Type != "Input")
        {
            foreach (string name in NamesOf(value))
            {
                if (layers.TryGetValue(name, out ScalarNode? layer) && (found is null || layer.Id < found.Id))
                    found = layer;
            }
        }
        if (found is null)
            blobs.TryGetValue(value.Blob, out found);
        return found?.Id ?? root.Id;
    }

    // Further tops are called layer:top, and a name that stands twice gets #2.
    private static IEnumerable<string> NamesOf(ValueModel value)
    {
        string hook = value.HookName, top = ":" + value.Blob;
        int mark = hook.LastIndexOf('#');
        IEnumerable<string> names = mark > 0 ? [hook, hook.Substring(0, mark)] : [hook];
        return names.SelectMany(name => name.Length > top.Length && name.EndsWith(top, StringComparison.Ordinal)
            ? new[] { name, name.Substring(0, name.Length - top.Length) }
            : [name]);
    }

    private void AddLayer(MessageNode layer)
    {
        foreach (FieldNode field in layer.Fields)
        {
            if (field.Name == "name" && field.Value is ScalarNode name)
                AddFirst(layers, name);
            else if (field.Name == "top" && field.Value is ScalarNode top)
                AddFirst(blobs, top);
            else if (field.Name == "layer" && field.Value is MessageNode inner) // Caffe's first format has a layer in each layer.
                AddLayer(inner);
        }
    }

    private static void AddFirst(Dictionary<string, ScalarNode> nodes, ScalarNode node)
    {
        if (!nodes.ContainsKey(node.Text))
            nodes.Add(node.Text, node);
    }
}
