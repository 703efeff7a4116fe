namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The smaller of two bottoms (synopsys-caffe, minimum_layer.cpp).</summary>
public sealed class Minimum : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The smaller of two bottoms, element by element. Axes of length 1 are repeated.";

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Minimum(layer, lowering, a, b);
}
