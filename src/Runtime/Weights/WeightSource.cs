using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Weights;

/// <summary>
/// Where a network gets its weights. A network disposes of its source, unless it is left open; then the caller does, at any time: the
/// network keeps the memory that it loaded from. That holds for the sources of this library; one that makes <see cref="WeightBlob"/>s over
/// memory of its own must keep it until the last network that loaded it has ended.
/// </summary>
public abstract class WeightSource : IDisposable
{
    private Dictionary<string, LayerWeights>? byName;

    /// <summary>For messages: the file.</summary>
    public abstract string Name { get; }

    /// <summary>All layers, in the order in which they are stored; many have no weights.</summary>
    public abstract IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>Finds the weights of a layer: as in Caffe, which copies all in order, the last of its name that has any.</summary>
    public virtual bool TryFind(string layer, [NotNullWhen(true)] out LayerWeights? weights)
    {
        if (byName is null)
        {
            var found = new Dictionary<string, LayerWeights>(StringComparer.Ordinal);
            foreach (LayerWeights stored in Layers)
            {
                if (stored.Blobs.Count > 0)
                    found[stored.Name] = stored;
            }
            // Only when it is full: two networks may load from one source at once.
            byName = found;
        }
        return byName.TryGetValue(layer, out weights);
    }

    /// <summary>
    /// Gets a weight of an expected shape. A stored shape may have further axes of length 1 in front: the legacy format always has four.
    /// </summary>
    /// <exception cref="WeightException">There is no such weight, or it has another shape.</exception>
    public WeightBlob Require(string layer, int index, Shape expected)
    {
        if (!TryFind(layer, out LayerWeights? weights))
            throw new WeightException($"{Name}: there are no weights of layer '{layer}'; expected blob {index} of shape {expected}");
        if (index >= weights.Blobs.Count)
        {
            throw new WeightException(
                $"{Name}: layer '{layer}' has {weights.Blobs.Count} blob(s); expected also blob {index} of shape {expected}");
        }
        return RequireShape(weights, index, expected);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Requires that a blob has an expected shape, as <see cref="Require"/> does.</summary>
    internal WeightBlob RequireShape(LayerWeights weights, int index, Shape expected)
    {
        WeightBlob blob = weights.Blobs[index];
        return Fits(blob.Shape, expected)
            ? blob
            : throw new WeightException($"{Name}: blob {index} of layer '{weights.Name}' has shape {blob.Shape}; expected {expected}");
    }

    /// <summary>
    /// Whether a stored shape is the expected one, perhaps with further axes of length 1 in front. A number for each channel may also be
    /// 1×C×1×1, as forks with layers of their own store it.
    /// </summary>
    internal static bool Fits(Shape stored, Shape expected)
    {
        if (expected.Rank == 1 && stored.Rank == 4 && stored[1] == expected[0] && stored.Count == expected[0])
            return true;
        int further = stored.Rank - expected.Rank;
        if (further < 0 || stored.CountBetween(0, further) != 1)
            return further == -1 && stored.Rank == 0 && expected.Count == 1;
        return stored.Dimensions[further..].SequenceEqual(expected.Dimensions);
    }
}

/// <summary>The weights of one layer.</summary>
/// <param name="Name">Caffe's name of the layer.</param>
/// <param name="Type">Its type: a name of today's format also where the file has a number, or that number if no type has it.</param>
/// <param name="Blobs">Its weights.</param>
public sealed record LayerWeights(string Name, string Type, IReadOnlyList<WeightBlob> Blobs);
