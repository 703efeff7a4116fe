using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What is worth knowing about the weights that a network loaded: it computes what Caffe computes from them, but that may not be what was meant.</summary>
internal static class WeightNotes
{
    /// <summary>The notes, a sentence each.</summary>
    public static string[] Of(Network network, WeightSource weights)
    {
        ILookup<string, LayerWeights> stored = weights.Layers.Where(layer => layer.Blobs.Count > 0).ToLookup(layer => layer.Name, StringComparer.Ordinal);
        var used = network.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stored.Where(layers => !used.Contains(layers.Key)).SelectMany(layers => layers)
                .Select(layer => $"{weights.Name}: ignored the {layer.Blobs.Count} blob(s) of layer '{layer.Name}', which {network.Name} does not have"),
            .. stored.Where(layers => used.Contains(layers.Key) && layers.Skip(1).Any())
                .Select(layers => $"{weights.Name}: there are {layers.Count()} layers '{layers.Key}' with weights; as in Caffe, the last one counts"),
            .. network.Layers.Where(layer => layer is { Operation: BatchNorm, Weights: [_, _, var factor] } && factor.Span[0] == 0)
                .Select(layer => $"{weights.Name}: the factor of layer '{layer.Name}' ({layer.Type}), its third blob, is 0; as in Caffe, its mean and variance count as 0 and what is stored is not used"),
        ];
    }
}
