using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Several copies of a bottom.</summary>
public sealed class Split : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Several tops equal to its bottom; their gradients are summed.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5]) { Tops = 2 },
        new("", [1, 33]) { Tops = 3 },
        new("", [1, 4]) { Tops = 2, InputValues = [[1, -2, 3, 4]], Expected = [[1, -2, 3, 4], [1, -2, 3, 4]] },
        new("", [1, 2, 1, 2]) { Tops = 2, InputValues = [[1, -2, 3, 4]], Expected = [[1, -2, 3, 4], [1, -2, 3, 4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostTops: int.MaxValue);
        return new CompiledLayer(new Op.Copy(), Enumerable.Repeat(layer.Bottom, layer.TopCount));
    }
}
