namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The sum of two bottoms (synopsys-caffe, add_layer.cpp).</summary>
public sealed class Add : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The sum of two bottoms. Axes of length 1 are repeated.";

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Sum(layer, lowering, a, b);
}
