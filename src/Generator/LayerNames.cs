using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Generator;

/// <summary>Finds where a prototxt names a value. Networks know no positions, so it goes by the names.</summary>
internal static class LayerNames
{
    /// <summary>Number of the node with the layer's name; with the blob's, of inputs and of layers without a name; the root's if there is neither.</summary>
    public static int NodeOf(MessageNode root, ValueModel value)
    {
        MessageNode[] layers = [.. root.Fields.Where(field => field.Name is "layer" or "layers").Select(field => field.Value).OfType<MessageNode>()];
        IEnumerable<ScalarNode> names = layers.SelectMany(layer => Texts(layer, "name").Concat(Inner(layer).SelectMany(inner => Texts(inner, "name"))));
        IEnumerable<ScalarNode> blobs = Texts(root, "input").Concat(layers.SelectMany(layer => Texts(layer, "top")));
        ScalarNode? found = value.Type == "Input" ? null : names.FirstOrDefault(name => Names(name.Text, value.HookName));
        found ??= blobs.FirstOrDefault(blob => blob.Text == value.Blob);
        return found?.Id ?? root.Id;
    }

    // Further tops are called layer:top, and a name that stands twice gets #2.
    private static bool Names(string layer, string hook) =>
        layer.Length > 0 && hook.StartsWith(layer, StringComparison.Ordinal) && (hook.Length == layer.Length || hook[layer.Length] is ':' or '#');

    // Caffe's first format has a layer in each layer.
    private static IEnumerable<MessageNode> Inner(MessageNode layer) =>
        layer.Fields.Where(field => field.Name == "layer").Select(field => field.Value).OfType<MessageNode>();

    private static IEnumerable<ScalarNode> Texts(MessageNode message, string field) =>
        message.Fields.Where(given => given.Name == field).Select(given => given.Value).OfType<ScalarNode>();
}
