namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The larger of two bottoms (synopsys-caffe, maximum_layer.cpp).</summary>
public sealed class Maximum : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The larger of two bottoms, element by element. Axes of length 1 are repeated.";

    // Random bottoms of unequal shapes may cross a kink.
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5], [2, 18, 3, 5]),
        new("", [1, 2, 3], [3]) { InputValues = [[1, 5, 2, 7, 0, 9], [3, 4, 6]], Expected = [[3, 5, 6, 7, 4, 9]] },
        KnownExample,
    ];

    private protected override EquatableArray<float> Known => [2, 4, 5, 8, 8, 8];

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Maximum(layer, lowering, a, b);
}
