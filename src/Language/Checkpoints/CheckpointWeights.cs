using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// Weights that lie in a checkpoint of another format, under the names of a network's layers. They stay where they are, also where the checkpoint is
/// disposed of before the networks that loaded them: these keep its memory.
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
