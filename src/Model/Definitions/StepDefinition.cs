namespace CaffeSharpGen.Definitions;

/// <summary>One operation of a network: a layer, or a part of one.</summary>
/// <param name="Layer">Caffe's name of the layer, under which its weights are stored.</param>
/// <param name="LayerType">Caffe's type of the layer.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">Indices of the values that it reads.</param>
/// <param name="Outputs">Indices of the values that it computes; consecutive.</param>
/// <param name="Weights">Shapes of its weights.</param>
/// <param name="SharedWith">
/// For each of its weights, the earlier one whose memory it shares, null where it has its own; empty if it shares none.
/// </param>
/// <param name="IsInPlace">Whether Caffe stores its output over its input.</param>
/// <param name="IsFused">Whether it runs as one with the step before it, unless the value between them is observed.</param>
/// <param name="FirstBlob">
/// Index of its first weight among the layer's; 0 unless a layer with weights became several operations.
/// </param>
/// <param name="Blobs">
/// Indices of its weights among the layer's; empty where they lie one behind the other from <paramref name="FirstBlob"/>.
/// </param>
public sealed record StepDefinition(
    string Layer, string LayerType, Operation Operation, EquatableArray<int> Inputs, EquatableArray<int> Outputs,
    EquatableArray<Shape> Weights, EquatableArray<WeightOwner?> SharedWith, bool IsInPlace = false, bool IsFused = false, int FirstBlob = 0,
    EquatableArray<int> Blobs = default)
{
    /// <summary>Shapes of the weights that it does not share with an earlier step.</summary>
    public IEnumerable<Shape> OwnWeights => Weights.Where((_, blob) => OwnerOf(blob) is null);

    /// <summary>Index of one of its weights among the layer's.</summary>
    public int BlobOf(int weight) => Blobs.Length > 0 ? Blobs[weight] : FirstBlob + weight;

    /// <summary>The weight whose memory one of its weights shares; null if it has its own.</summary>
    public WeightOwner? OwnerOf(int weight) => weight < SharedWith.Length ? SharedWith[weight] : null;
}

/// <summary>A weight whose memory others share: the first of its name (<c>param { name: "…" }</c>).</summary>
/// <param name="Layer">The layer that has it.</param>
/// <param name="Blob">Its index among the layer's weights.</param>
public sealed record WeightOwner(string Layer, int Blob);
