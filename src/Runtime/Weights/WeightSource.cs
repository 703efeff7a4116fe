using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Weights;

/// <summary>Where a network gets its weights.</summary>
public abstract class WeightSource : IDisposable
{
    /// <summary>For messages: the file.</summary>
    public abstract string Name { get; }

    /// <summary>All layers.</summary>
    public abstract IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>Finds a layer.</summary>
    public abstract bool TryFind(string layer, [NotNullWhen(true)] out LayerWeights? weights);

    /// <summary>Gets a blob.</summary>
    public abstract WeightBlob Require(string layer, int index, Shape expected);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Weights of a layer.</summary>
public sealed record LayerWeights(string Name, string Type, IReadOnlyList<WeightBlob> Blobs);
