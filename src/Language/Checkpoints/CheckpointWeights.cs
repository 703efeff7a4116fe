using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// Weights in a checkpoint of another format, by the names of a network's layers. They are not copied: networks that loaded them keep the
/// checkpoint's memory, so that the checkpoint may be disposed of first.
/// </summary>
/// <param name="name">For messages: the file.</param>
/// <param name="layers">The layers.</param>
public sealed class CheckpointWeights(string name, IReadOnlyList<LayerWeights> layers) : WeightSource
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => layers;

    /// <summary>Does nothing: the memory is the checkpoint's.</summary>
    public override void Dispose()
    {
    }
}
