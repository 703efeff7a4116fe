namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The larger of two bottoms (synopsys-caffe, maximum_layer.cpp).</summary>
public sealed class Maximum : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The larger of two bottoms, element by element. Axes of length 1 are repeated.";

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Maximum(layer, lowering, a, b);
}
