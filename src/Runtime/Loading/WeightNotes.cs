using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// What is worth knowing about the weights that a network loaded: it computes what Caffe computes from them, but that may not be what was meant.
/// </summary>
internal static class WeightNotes
{
    /// <summary>The notes, a sentence each.</summary>
    public static string[] Of(Network network, WeightSource weights)
    {
        var used = network.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        IGrouping<string, LayerWeights>[] stored =
            [.. weights.Layers.Where(layer => layer.Blobs.Count > 0).GroupBy(layer => layer.Name, StringComparer.Ordinal)];
        var notes = new List<string>();
        foreach (LayerWeights layer in stored.Where(layers => !used.Contains(layers.Key)).SelectMany(layers => layers))
            notes.Add($"ignored the {layer.Blobs.Count} blob(s) of layer '{layer.Name}', which {network.Name} does not have");
        foreach (IGrouping<string, LayerWeights> layers in stored.Where(layers => used.Contains(layers.Key) && layers.Skip(1).Any()))
            notes.Add($"there are {layers.Count()} layers '{layers.Key}' with weights; as in Caffe, the last one counts");
        foreach (LayerStep layer in network.Layers)
        {
            int divisor = layer.Operation.DivisorWeight;
            if (divisor >= 0 && divisor < layer.Weights.Count && layer.Weights[divisor].Span[0] == 0)
                notes.Add($"the factor of layer '{layer.Name}' ({layer.Type}), its third blob, is 0; as in Caffe, the stored mean and variance are not used");
        }
        return [.. notes.Select(note => $"{weights.Name}: {note}")];
    }
}
