using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// The weights of a network and of all instances that share them: what is found in a source, with references of their own to its memory.
/// The source may be disposed of before them.
/// </summary>
/// <param name="source">Where the weights are found.</param>
/// <param name="leaveOpen">Whether the source stays owned by the caller; else it is disposed of with this.</param>
internal sealed class HeldWeights(WeightSource source, bool leaveOpen) : WeightSource
{
    private readonly Dictionary<WeightMemory, MemoryReference> references = [];
    private readonly Dictionary<string, LayerWeights> held = new(StringComparer.Ordinal);
    private readonly HashSet<(WeightBlob, WeightBlob)> compared = [];
    private readonly Lock holding = new();

    /// <inheritdoc/>
    public override string Name => source.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => source.Layers;

    /// <inheritdoc/>
    public override bool TryFind(string layer, [NotNullWhen(true)] out LayerWeights? weights)
    {
        lock (holding)
        {
            if (held.TryGetValue(layer, out weights))
                return true;
            if (!source.TryFind(layer, out LayerWeights? found))
                return false;
            held.Add(layer, weights = found with { Blobs = [.. found.Blobs.Select(Hold)] });
            return true;
        }
    }

    /// <summary>
    /// Whether two blobs that were found here have the same elements, bit for bit. Instances that share the weights do not compare again.
    /// </summary>
    public bool AreSame(WeightBlob one, WeightBlob other)
    {
        lock (holding)
            return compared.Contains((one, other)) || (WeightBlob.HaveSameBits(one, other) && compared.Add((one, other)));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (holding)
        {
            foreach (MemoryReference reference in references.Values)
                reference.Dispose();
        }
        if (!leaveOpen)
            source.Dispose();
    }

    // Memory that is not counted belongs to its source, which determines how long it lasts.
    private WeightBlob Hold(WeightBlob blob)
    {
        if (blob.Reference is not { } reference)
            return blob;
        reference.ThrowIfReleased();
        if (!references.TryGetValue(reference.Memory, out MemoryReference? own))
            references.Add(reference.Memory, own = reference.Another());
        return blob.Through(own);
    }
}
