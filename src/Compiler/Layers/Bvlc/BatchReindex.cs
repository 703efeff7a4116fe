using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Rows by their indices (batch_reindex_layer.cpp).</summary>
public sealed class BatchReindex : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The rows of its first bottom that its second one lists by index; zeros for a negative index.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Indices are cut off to whole numbers, and steps of finite differences cross none here.
        new("", [3, 2, 4, 5], [5])
        {
            InputValues = [[.. Enumerable.Range(0, 120).Select(i => i * 7 % 120 / 30f - 2)], [2.5f, 0.5f, 2.5f, -1.5f, 1.5f]],
        },
        new("", [3, 2], [4]) { InputValues = [[1, 2, 3, 4, 5, 6], [2.5f, 0.5f, -1.5f, 0.5f]], Expected = [[5, 6, 1, 2, 0, 0, 1, 2]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(1);
        if (layer.Bottoms[1].Rank != 1)
            throw layer.Error($"its second bottom {layer.Bottoms[1]} is a list of indices; one axis is needed");
        // An index is that of a row of the whole batch.
        _ = layer.FixedLength(0);
        return new CompiledLayer(new Op.BatchReindex(), layer.Bottom.With(0, layer.Bottoms[1][0].Fixed));
    }
}
