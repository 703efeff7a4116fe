using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// Finds the weights of a network's layers by Caffe's rules: a stored layer has as many blobs as the layer of its name reads, of the same shapes
/// (<c>CopyTrainedLayersFrom</c>), and weights of one name are one array (<c>ShareWeights</c>), which may be stored under any of their layers. Where
/// Caffe would take one of two different arrays, there is no network.
/// </summary>
internal sealed class WeightBinder(HeldWeights weights)
{
    private readonly List<Layer> layers = [];

    private readonly Dictionary<string, Layer> firstOfName = new(StringComparer.Ordinal);

    // Layers of which only the first operations were met.
    private readonly Dictionary<string, Layer> unfinished = new(StringComparer.Ordinal);

    /// <summary>Finds all weights.</summary>
    /// <param name="network">The steps that have them.</param>
    /// <returns>For each step its weights.</returns>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit; the message names the layer.</exception>
    public WeightBlob[][] Bind(NetworkDefinition network)
    {
        Layer[] layerOf = [.. network.Steps.Select(step => Add(network, step))];
        foreach (LayerWeights stored in weights.Layers)
        {
            if (firstOfName.TryGetValue(stored.Name, out Layer? layer))
                RequireFit(stored, layer);
        }
        foreach (Layer layer in layers)
        {
            if (layer.Stored is { } stored)
                RequireFit(stored, layer);
        }
        Dictionary<(string, int), Found> found = FindStored();
        return [.. network.Steps.Select((step, s) => WeightsOf(step, layerOf[s], found))];
    }

    // Operations of one layer lie one behind another, with hidden values between them.
    private Layer Add(NetworkDefinition network, StepDefinition step)
    {
        if (!unfinished.Remove(step.Layer, out Layer? layer))
        {
            layer = new Layer(step.Layer, step.LayerType);
            layers.Add(layer);
            // As in Caffe, a stored layer goes to the first layer of its name.
            firstOfName.TryAdd(step.Layer, layer);
        }
        if (step.Weights.Length > 0 && layer.Stored is null && weights.TryFind(step.Layer, out LayerWeights? stored))
            layer.Stored = stored;
        for (int weight = 0; weight < step.Weights.Length; weight++)
        {
            layer.Shapes.Add(step.Weights[weight]);
            layer.Owners.Add(step.OwnerOf(weight));
        }
        if (network.Values[step.Outputs[0]].IsHidden)
            unfinished.Add(step.Layer, layer);
        return layer;
    }

    private WeightBlob[] WeightsOf(StepDefinition step, Layer layer, Dictionary<(string, int), Found> found)
    {
        var blobs = new WeightBlob[step.Weights.Length];
        for (int weight = 0; weight < blobs.Length; weight++)
        {
            int blob = step.FirstBlob + weight;
            if (!found.TryGetValue(layer.OwnerOf(blob), out Found known))
                throw Missing(layer, blob);
            // Also where sharers have different shapes of as many elements, all read the same memory: it is packed once.
            WeightBlob stored = known.Weights;
            blobs[weight] = WeightSource.Fits(stored.Shape, step.Weights[weight]) ? stored : stored.As(step.Weights[weight]);
        }
        return blobs;
    }

    private Dictionary<(string Layer, int Blob), Found> FindStored()
    {
        var found = new Dictionary<(string, int), Found>();
        foreach (Layer layer in layers)
        {
            for (int blob = 0; blob < (layer.Stored?.Blobs.Count ?? 0); blob++)
            {
                var stored = new Found(layer.Name, blob, layer.Stored!.Blobs[blob]);
                if (found.TryAdd(layer.OwnerOf(blob), stored))
                    continue;
                Found first = found[layer.OwnerOf(blob)];
                if (!weights.AreSame(first.Weights, stored.Weights))
                    throw Different(first, stored);
            }
        }
        return found;
    }

    private void RequireFit(LayerWeights stored, Layer layer)
    {
        if (stored.Blobs.Count != layer.Shapes.Count)
        {
            throw new WeightException(
                $"{weights.Name}: layer '{layer.Name}' ({layer.Type}) has {Blobs([.. stored.Blobs.Select(blob => blob.Shape)])}; " +
                $"expected {Blobs(layer.Shapes)}. Compile the prototxt that belongs to the file: a bias (bias_term), or a Scale that NVIDIA's Caffe " +
                "stores with its BatchNorm, makes such a difference");
        }
        for (int blob = 0; blob < layer.Shapes.Count; blob++)
            weights.RequireShape(stored, blob, layer.Shapes[blob]);
    }

    private static string Blobs(List<Shape> shapes)
    {
        if (shapes.Count == 0)
            return "no blobs";
        IEnumerable<string> each = shapes.Select(shape => shape.Rank == 0 ? "one number" : $"{shape}");
        return $"{shapes.Count} {(shapes.Count == 1 ? "blob" : "blobs")} ({string.Join(", ", each)})";
    }

    private WeightException Different(Found first, Found second) => new(
        $"{weights.Name}: blob {second.Blob} of layer '{second.Layer}' and blob {first.Blob} of layer '{first.Layer}' are shared by the network, and the " +
        "file has two different ones; expected the same numbers bit for bit, or only one of them. Compile the prototxt that belongs to the file: there " +
        "they may not be shared");

    private WeightException Missing(Layer layer, int blob)
    {
        (string owner, int ownerBlob) = layer.OwnerOf(blob);
        string sharing = (owner, ownerBlob) == (layer.Name, blob) ? "" : $", or blob {ownerBlob} of layer '{owner}', which it shares";
        return new WeightException(
            $"{weights.Name}: there are no weights of layer '{layer.Name}'; expected blob {blob} of shape {layer.Shapes[blob]}{sharing}");
    }

    private readonly record struct Found(string Layer, int Blob, WeightBlob Weights);

    private sealed class Layer(string name, string type)
    {
        public string Name { get; } = name;

        public string Type { get; } = type;

        public List<Shape> Shapes { get; } = [];

        public List<WeightOwner?> Owners { get; } = [];

        public LayerWeights? Stored { get; set; }

        /// <summary>The weight under which all that share one are found: its owner, or itself.</summary>
        public (string Layer, int Blob) OwnerOf(int blob) => Owners[blob] is { } owner ? (owner.Layer, owner.Blob) : (Name, blob);
    }
}
