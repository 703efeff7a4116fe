using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// Finds the weights of a network's layers by Caffe's rules. A stored layer has as many blobs as the layer of its name reads, of the same
/// shapes (<c>CopyTrainedLayersFrom</c>). Weights of one name are one array (<c>ShareWeights</c>), which may be stored under any of their
/// layers. Where Caffe would take one of two different arrays, there is no network.
/// </summary>
internal sealed class WeightBinder(HeldWeights weights)
{
    private readonly List<Layer> layers = [];

    private readonly Dictionary<string, Layer> firstOfName = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Found> found = new(StringComparer.Ordinal);

    // Layers of which only the first operations were met.
    private readonly Dictionary<string, Layer> unfinished = new(StringComparer.Ordinal);

    /// <summary>Finds all weights.</summary>
    /// <param name="network">The steps that have them.</param>
    /// <returns>For each step its weights.</returns>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit; the message names the layer.</exception>
    public WeightBlob[][] Bind(NetworkDefinition network)
    {
        var layerOf = new Layer[network.Steps.Length];
        for (int s = 0; s < layerOf.Length; s++)
            layerOf[s] = Add(network, network.Steps[s]);
        var misfits = new WeightMisfits(weights.Name, network.Name);
        foreach (LayerWeights stored in weights.Layers)
        {
            if (firstOfName.TryGetValue(stored.Name, out Layer? layer))
                RequireFit(BatchNormOrder.Of(stored, layer.Shapes, weights.Name), layer, misfits);
        }
        foreach (Layer layer in layers)
        {
            if (layer.Stored is { } stored)
                RequireFit(layer.Stored = BatchNormOrder.Of(stored, layer.Shapes, weights.Name), layer, misfits);
        }
        misfits.ThrowIfAny();
        FindStored();
        var weightsOf = new WeightBlob[layerOf.Length][];
        for (int s = 0; s < weightsOf.Length; s++)
            weightsOf[s] = WeightsOf(network.Steps[s], layerOf[s]);
        return weightsOf;
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
        bool takesWeights = step.Weights.Length > 0 || step.Operation is Custom;
        if (takesWeights && layer.Stored is null && weights.TryFind(step.Layer, out LayerWeights? stored))
            layer.Stored = stored;
        layer.Add(step);
        if (network.Values[step.Outputs[0]].IsHidden)
            unfinished.Add(step.Layer, layer);
        return layer;
    }

    private WeightBlob[] WeightsOf(StepDefinition step, Layer layer)
    {
        if (layer.TakesAny)
            return [.. layer.Stored?.Blobs ?? []];
        var blobs = new WeightBlob[step.Weights.Length];
        for (int weight = 0; weight < blobs.Length; weight++)
        {
            int blob = step.BlobOf(weight);
            if (!found.TryGetValue(layer.KeyOf(blob), out Found? known))
                throw Missing(layer, blob);
            // Also where sharers have different shapes of as many elements, all read the same memory: it is packed once.
            WeightBlob stored = known.Weights;
            blobs[weight] = stored.Shape == step.Weights[weight] ? stored : stored.As(step.Weights[weight]);
        }
        return blobs;
    }

    private void FindStored()
    {
        foreach (Layer layer in layers.Where(layer => !layer.TakesAny))
        {
            for (int blob = 0; blob < (layer.Stored?.Blobs.Count ?? 0); blob++)
            {
                var stored = new Found(layer.Name, blob, layer.Stored!.Blobs[blob]);
                string key = layer.KeyOf(blob);
                if (!found.TryAdd(key, stored) && !weights.AreSame(found[key].Weights, stored.Weights))
                    throw Different(found[key], stored);
            }
        }
    }

    private void RequireFit(LayerWeights stored, Layer layer, WeightMisfits misfits)
    {
        if (layer.TakesAny)
            return;
        if (stored.Blobs.Count != layer.Shapes.Length)
        {
            throw new WeightException(
                $"{weights.Name}: layer '{layer.Name}' ({layer.Type}) has {Blobs([.. stored.Blobs.Select(blob => blob.Shape)])}; " +
                $"expected {Blobs(layer.Shapes)}. Compile the prototxt that belongs to the file: a bias (bias_term), or a Scale " +
                "that NVIDIA's Caffe stores with its BatchNorm, makes such a difference");
        }
        misfits.Compare(stored, layer.Type, layer.Shapes);
    }

    private static string Blobs(Shape[] shapes)
    {
        if (shapes.Length == 0)
            return "no blobs";
        IEnumerable<string> each = shapes.Select(shape => shape.Rank == 0 ? "one number" : $"{shape}");
        return $"{shapes.Length} {(shapes.Length == 1 ? "blob" : "blobs")} ({string.Join(", ", each)})";
    }

    private WeightException Different(Found first, Found second) => new(
        $"{weights.Name}: blob {second.Blob} of layer '{second.Layer}' and blob {first.Blob} of layer '{first.Layer}' are shared by " +
        "the network, and the file has two different ones; expected the same numbers bit for bit, or only one of them. " +
        "Compile the prototxt that belongs to the file: there they may not be shared");

    private WeightException Missing(Layer layer, int blob)
    {
        string sharing = layer.Owners[blob] is { } owner ? $", or blob {owner.Blob} of layer '{owner.Layer}', which it shares" : "";
        string[] renamed = [.. weights.Layers.Where(stored => CouldBe(stored, layer)).Select(stored => $"'{stored.Name}'").Take(3)];
        string wayOut = renamed.Length == 0 ? ""
            : $"; the file has such weights of {string.Join(", ", renamed)}, which is no layer of the network: "
                + "if they are meant, the prototxt must use that name";
        // Networks that enlarge by bilinear upsampling are often stored without it.
        string filled = layer.Type == "Deconvolution" ? "; Caffe would fill them by the weight_filler of the prototxt" : "";
        return new WeightException(
            $"{weights.Name}: there are no weights of layer '{layer.Name}'; expected blob {blob} of shape {layer.Shapes[blob]}{sharing}"
            + filled + wayOut);
    }

    // Weights of a layer that was renamed.
    private bool CouldBe(LayerWeights stored, Layer layer)
    {
        if (firstOfName.ContainsKey(stored.Name) || stored.Blobs.Count != layer.Shapes.Length)
            return false;
        for (int blob = 0; blob < layer.Shapes.Length; blob++)
        {
            if (!WeightSource.Fits(stored.Blobs[blob].Shape, layer.Shapes[blob]))
                return false;
        }
        return true;
    }

    private sealed record Found(string Layer, int Blob, WeightBlob Weights);

    private sealed class Layer(string name, string type)
    {
        public string Name { get; } = name;

        public string Type { get; } = type;

        public Shape[] Shapes { get; private set; } = [];

        /// <summary>For each of its weights, the earlier one that it shares, null where it has its own.</summary>
        public WeightOwner?[] Owners { get; private set; } = [];

        public LayerWeights? Stored { get; set; }

        /// <summary>Whether code of the program reads its weights, whatever they are.</summary>
        public bool TakesAny { get; private set; }

        /// <summary>The weight under which all that share one are found: its owner, or itself. The JIT knows such keys.</summary>
        public string KeyOf(int blob) => Owners[blob] is { } owner ? $"{owner.Blob} {owner.Layer}" : $"{blob} {Name}";

        /// <summary>Adds the weights of one of its operations.</summary>
        public void Add(StepDefinition step)
        {
            TakesAny |= step.Operation is Custom;
            int count = Shapes.Length;
            for (int weight = 0; weight < step.Weights.Length; weight++)
                count = Math.Max(count, step.BlobOf(weight) + 1);
            var (shapes, owners) = (new Shape[count], new WeightOwner?[count]);
            for (int blob = 0; blob < Shapes.Length; blob++)
                (shapes[blob], owners[blob]) = (Shapes[blob], Owners[blob]);
            for (int weight = 0; weight < step.Weights.Length; weight++)
            {
                int blob = step.BlobOf(weight);
                shapes[blob] = step.Weights[weight];
                // One of several operations that read it may name the layer itself as its owner.
                owners[blob] ??= step.OwnerOf(weight);
            }
            (Shapes, Owners) = (shapes, owners);
        }
    }
}
