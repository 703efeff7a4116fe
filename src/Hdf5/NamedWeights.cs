using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Hdf5;

/// <summary>Weights in memory, called after their file.</summary>
internal sealed class NamedWeights(string path, IEnumerable<LayerTensors> layers) : WeightSource
{
    private readonly MemoryWeights weights = new(layers);

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => weights.Layers;

    /// <inheritdoc/>
    public override void Dispose() => weights.Dispose();
}
