using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// Notes on the weights that a network loaded: it computes what Caffe computes from them, but that may not be what its user expects.
/// </summary>
internal static class WeightNotes
{
    /// <summary>The notes, a sentence each.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bound">For each step its weights.</param>
    /// <param name="weights">Where they are stored.</param>
    /// <param name="notFinite">Names of layers with weights that are NaN or infinite.</param>
    public static string[] Of(NetworkDefinition network, WeightBlob[][] bound, WeightSource weights, IReadOnlyList<string> notFinite)
    {
        var used = network.Steps.Select(step => step.Layer).ToHashSet(StringComparer.Ordinal);
        IGrouping<string, LayerWeights>[] stored =
            [.. weights.Layers.Where(layer => layer.Blobs.Count > 0).GroupBy(layer => layer.Name, StringComparer.Ordinal)];
        var notes = new List<string>();
        if (notFinite.Count > 0)
        {
            notes.Add($"weights of {notFinite.Count} layer(s) are not finite, as after a training that diverged: "
                + string.Join(", ", notFinite.Take(3).Select(layer => $"'{layer}'")) + (notFinite.Count > 3 ? ", …" : ""));
        }
        foreach (LayerWeights layer in stored.Where(layers => !used.Contains(layers.Key)).SelectMany(layers => layers))
            notes.Add($"ignored the {layer.Blobs.Count} blob(s) of layer '{layer.Name}', which {network.Name} does not have");
        foreach (IGrouping<string, LayerWeights> layers in stored.Where(layers => used.Contains(layers.Key) && layers.Skip(1).Any()))
            notes.Add($"there are {layers.Count()} layers '{layers.Key}' with weights; as in Caffe, the last one counts");
        for (int s = 0; s < bound.Length; s++)
        {
            StepDefinition step = network.Steps[s];
            int divisor = step.Operation.DivisorWeight;
            if (divisor >= 0 && divisor < bound[s].Length && bound[s][divisor].Span[0] == 0)
            {
                notes.Add($"the factor of layer '{step.Layer}' ({step.LayerType}), its third blob, is 0; "
                    + "as in Caffe, the stored mean and variance are not used");
            }
        }
        return [.. notes.Select(note => $"{weights.Name}: {note}")];
    }
}
