using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// The rows that a selector has (filter_layer.cpp). Caffe's tops are as long as there are such rows; here they have room for all.
/// </summary>
public sealed class Filter : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Of each bottom but the last the rows for which the last, the selector, is not 0, one behind the other; zeros in the "
        + "rows left over.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [4, 3, 2, 5], [4, 2], [4, 1]) { Tops = 2 },
        new("", [3, 2], [3, 1, 1]) { InputValues = [[1, 2, 3, 4, 5, 6], [1, 0, -0.5f]], Expected = [[1, 2, 5, 6, 0, 0]] },
        new("", [3, 1, 2], [3]) { InputValues = [[1, 2, 3, 4, 5, 6], [0, 0, 2]], Expected = [[5, 6, 0, 0, 0, 0]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2, tops: 1, mostBottoms: int.MaxValue, mostTops: int.MaxValue);
        int filtered = layer.Bottoms.Count - 1;
        ValueShape selector = layer.Bottoms[filtered];
        if (layer.TopCount != filtered)
            throw layer.Error($"it has {layer.TopCount} tops; {filtered} are needed, one for each bottom but the last");
        if (selector.Rank == 0 || selector.CountBetween(1, selector.Rank) != 1)
            throw layer.Error($"its last bottom {selector} selects rows; one number for each is needed, such as N×1");
        for (int i = 0; i < filtered; i++)
        {
            if (layer.Bottoms[i].Rank == 0 || layer.Bottoms[i][0] != selector[0])
                throw layer.Error($"its bottoms {layer.BottomsWith(i)} need as many rows each");
        }
        // Which row an image has depends on the others.
        var rows = new Dim(selector[0].Fixed, IsUpperBound: true);
        return new CompiledLayer(new Op.Filter(), layer.Bottoms.Take(filtered).Select(bottom => bottom.With(0, rows)));
    }
}
