namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The difference of two bottoms (synopsys-caffe, sub_layer.cpp).</summary>
public sealed class Sub : BinaryLayer
{
    /// <inheritdoc/>
    public override string Summary => "The first bottom minus the second. Axes of length 1 are repeated.";

    private protected override Term Combine(LayerContext layer, Lowering lowering, Term a, Term b) =>
        BroadcastPair.Sum(layer, lowering, a, b, 1, -1);
}
