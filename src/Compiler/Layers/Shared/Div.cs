namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The quotient of two bottoms (synopsys-caffe, div_layer.cpp).</summary>
public sealed class Div : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The first bottom divided by the second. Axes of length 1 are repeated.";

    private protected override bool NeedsPositive => true;

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Quotient(layer, lowering, a, b);
}
