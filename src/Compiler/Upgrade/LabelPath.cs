using CaffeSharpGen.Compiler.Nets;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Layers between labels and the losses that are dropped, such as a Slice: they are for training, too. They have no weights, compute from
/// inputs of the network alone, and all that reads them are labels of dropped layers.
/// </summary>
internal static class LabelPath
{
    // Types without weights that labels go through.
    private static readonly HashSet<string> Types = new(
        [
            "Slice", "Split", "Reshape", "Flatten", "Concat", "Power", "Eltwise", "ArgMax", "Threshold", "Crop", "Pooling", "Permute",
            "Squeeze", "Exp", "Log", "AbsVal", "Reduction", "Tile", "Interp",
        ],
        StringComparer.Ordinal);

    /// <summary>The layers that are no such ones.</summary>
    /// <param name="layers">The layers that are in the net.</param>
    /// <param name="dropped">Losses and other layers for training, dropped or become predictions.</param>
    public static IReadOnlyList<LayerNode> Without(IReadOnlyList<LayerNode> layers, IReadOnlyList<LayerNode> dropped)
    {
        var labels = new HashSet<string>(dropped.SelectMany(Labels), StringComparer.Ordinal);
        if (labels.Count == 0)
            return layers;
        // Predictions are read as what they are.
        var read = new HashSet<string>(dropped.SelectMany(layer => layer.Bottoms.Except(Labels(layer))), StringComparer.Ordinal);
        HashSet<string> computed = Computed(layers);
        var kept = new List<LayerNode>(layers.Count);
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            LayerNode layer = layers[i];
            bool isForLabels = Types.Contains(layer.Type) && layer.Tops.Length > 0
                && layer.Bottoms.All(bottom => !computed.Contains(bottom))
                && layer.Tops.All(top => labels.Contains(top) && !read.Contains(top));
            if (isForLabels)
            {
                labels.UnionWith(layer.Bottoms);
                continue;
            }
            read.UnionWith(layer.Bottoms);
            kept.Add(layer);
        }
        kept.Reverse();
        return kept;
    }

    // What a layer for training reads beside the prediction, its first bottom; all of what has no top.
    private static IEnumerable<string> Labels(LayerNode layer) =>
        layer.Type is "Silence" or "HDF5Output" ? layer.Bottoms : layer.Bottoms.Skip(1);

    // Blobs that depend on more than inputs and such layers.
    private static HashSet<string> Computed(IEnumerable<LayerNode> layers)
    {
        var computed = new HashSet<string>(StringComparer.Ordinal);
        foreach (LayerNode layer in layers)
        {
            bool isRaw = layer.Bottoms.Length == 0 || (Types.Contains(layer.Type) && !layer.Bottoms.Any(computed.Contains));
            if (!isRaw)
                computed.UnionWith(layer.Tops);
        }
        return computed;
    }
}
