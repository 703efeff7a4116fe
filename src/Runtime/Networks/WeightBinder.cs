using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// Finds the weights of a network's layers by Caffe's rules: a stored layer has as many blobs as the layer of its name reads, of the same shapes (<c>CopyTrainedLayersFrom</c>),
/// and weights of one name are one array (<c>ShareWeights</c>), which may be stored under any of their layers. Where Caffe would take one of two different
/// arrays, there is no network.
/// </summary>
internal sealed class WeightBinder(HeldWeights weights)
{
    private readonly List<Layer> layers = [];

    // As Caffe, a stored layer goes to the first layer of its name.
    private readonly Dictionary<string, Layer> firstOfName = new(StringComparer.Ordinal);

    /// <summary>Adds a layer, in the order of definition.</summary>
    /// <param name="name">Caffe's name of the layer.</param>
    /// <param name="type">Caffe's type.</param>
    /// <param name="shapes">Shapes of its weights.</param>
    /// <param name="sharedWith">For each weight, the one whose memory it shares, if any.</param>
    /// <returns>Its weights, once <see cref="Bind"/> has found them.</returns>
    public WeightBlob[] Add(string name, string type, ReadOnlySpan<Shape> shapes, ReadOnlySpan<(string Layer, int Blob)?> sharedWith)
    {
        LayerWeights? stored = null;
        if (!shapes.IsEmpty)
            weights.TryFind(name, out stored);
        var layer = new Layer(name, type, shapes.ToArray(), sharedWith.ToArray(), stored, new WeightBlob[shapes.Length]);
        layers.Add(layer);
        firstOfName.TryAdd(name, layer);
        return layer.Blobs;
    }

    /// <summary>Finds all weights.</summary>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit; the message names the layer.</exception>
    public void Bind()
    {
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
        foreach (Layer layer in layers)
        {
            for (int blob = 0; blob < layer.Blobs.Length; blob++)
            {
                if (!found.TryGetValue(layer.OwnerOf(blob), out Found known))
                    throw Missing(layer, blob);
                // Also where sharers have different shapes of as many elements, all read the same memory: it is packed once.
                layer.Blobs[blob] = WeightSource.Fits(known.Weights.Shape, layer.Shapes[blob]) ? known.Weights : known.Weights.As(layer.Shapes[blob]);
            }
        }
    }

    private Dictionary<(string Layer, int Blob), Found> FindStored()
    {
        var found = new Dictionary<(string, int), Found>();
        foreach (Layer layer in layers)
        {
            for (int blob = 0; blob < (layer.Stored?.Blobs.Count ?? 0); blob++)
            {
                var stored = new Found(layer.Name, blob, layer.Stored!.Blobs[blob]);
                if (!found.TryAdd(layer.OwnerOf(blob), stored) && found[layer.OwnerOf(blob)] is var first && !weights.AreSame(first.Weights, stored.Weights))
                {
                    throw new WeightException(
                        $"{weights.Name}: blob {stored.Blob} of layer '{stored.Layer}' and blob {first.Blob} of layer '{first.Layer}' are shared by the network, and the file has two different ones; expected the same numbers bit for bit, or only one of them. Compile the prototxt that belongs to the file: there they may not be shared");
                }
            }
        }
        return found;
    }

    private void RequireFit(LayerWeights stored, Layer layer)
    {
        if (stored.Blobs.Count != layer.Shapes.Length)
        {
            throw new WeightException(
                $"{weights.Name}: layer '{layer.Name}' ({layer.Type}) has {Blobs([.. stored.Blobs.Select(blob => blob.Shape)])}; expected {Blobs(layer.Shapes)}. Compile the prototxt that belongs to the file: a bias (bias_term), or a Scale that NVIDIA's Caffe stores with its BatchNorm, makes such a difference");
        }
        for (int blob = 0; blob < layer.Shapes.Length; blob++)
            weights.RequireShape(stored, blob, layer.Shapes[blob]);
    }

    private static string Blobs(Shape[] shapes) =>
        shapes.Length == 0 ? "no blobs" : $"{shapes.Length} {(shapes.Length == 1 ? "blob" : "blobs")} ({string.Join(", ", shapes.Select(shape => shape.Rank == 0 ? "one number" : $"{shape}"))})";

    private WeightException Missing(Layer layer, int blob)
    {
        (string owner, int ownerBlob) = layer.OwnerOf(blob);
        string sharing = (owner, ownerBlob) == (layer.Name, blob) ? "" : $", or blob {ownerBlob} of layer '{owner}', which it shares";
        return new WeightException($"{weights.Name}: there are no weights of layer '{layer.Name}'; expected blob {blob} of shape {layer.Shapes[blob]}{sharing}");
    }

    private readonly record struct Found(string Layer, int Blob, WeightBlob Weights);

    private sealed record Layer(string Name, string Type, Shape[] Shapes, (string Layer, int Blob)?[] SharedWith, LayerWeights? Stored, WeightBlob[] Blobs)
    {
        /// <summary>The weight under which all that share one are found: its owner, or itself.</summary>
        public (string Layer, int Blob) OwnerOf(int blob) => (blob < SharedWith.Length ? SharedWith[blob] : null) ?? (Name, blob);
    }
}
