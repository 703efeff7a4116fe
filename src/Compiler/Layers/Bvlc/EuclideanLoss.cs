using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Half of a squared distance (euclidean_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class EuclideanLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "½·Σ (a − b)², for each image. Dropped, a number with CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [3, 2, 4, 5], [3, 2, 4, 5]),
        new("", [2, 2], [2, 2]) { InputValues = [[1, 2, 3, 4], [1, 0, 2, 6]], Expected = [[2.25f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(1);
        int images = layer.FixedLength(0);
        if (layer.Bottoms[1].Rank == 0 || layer.Bottoms[1][0] != images || layer.Bottoms[1].CountOfOne() != layer.Bottom.CountOfOne())
            throw layer.Error($"its bottoms {layer.Bottom} and {layer.Bottoms[1]} need as many elements each, for as many images");
        // The sum of inputs needs one shape.
        bool isSame = layer.Bottoms[1] == layer.Bottom;
        LayerOperation[] shaped = isSame ? [] : [new LayerOperation(new Op.Copy(), [layer.Bottom]) { Inputs = [LayerValue.Bottom(1)] }];
        var difference = new LayerOperation(new Op.Eltwise(Coefficients: [1, -1]), [layer.Bottom])
        {
            Inputs = [LayerValue.Bottom(0), isSame ? LayerValue.Bottom(1) : LayerValue.Output(0)],
        };
        var sum = new LayerOperation(new Op.Reduction(Op.ReductionMethod.SumOfSquares, Axis: 0, 0.5f / images), [ValueShape.Of()])
        {
            Inputs = [LayerValue.Output(shaped.Length)],
        };
        return new CompiledLayer([.. shaped, difference, sum]);
    }
}
