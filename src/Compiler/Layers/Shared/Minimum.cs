namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The smaller of two bottoms (synopsys-caffe, minimum_layer.cpp).</summary>
public sealed class Minimum : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The smaller of two bottoms, element by element. Axes of length 1 are repeated.";

    // Random bottoms of unequal shapes may cross a kink.
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5], [2, 18, 3, 5]),
        new("", [1, 2, 3], [3]) { InputValues = [[1, 5, 2, 7, 0, 9], [3, 4, 6]], Expected = [[1, 4, 2, 3, 0, 6]] },
        KnownExample,
    ];

    private protected override EquatableArray<float> Known => [1, 2, 2, 1, 4, 5];

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Minimum(layer, lowering, a, b);
}
