using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Sums over the axes from one on (reduction_layer.cpp).</summary>
public sealed class Reduction : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Sum (SUM), mean (MEAN), sum of magnitudes (ASUM) or of squares (SUMSQ) over all axes from `axis` on, which vanish, times coeff.";

    /// <inheritdoc/>
    public override string ParameterField => "reduction_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ReductionParameter")
        .Enum("operation", [(1, "SUM"), (2, "ASUM"), (3, "SUMSQ"), (4, "MEAN")]).Int("axis").Float("coeff");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("reduction_param { axis: 1 }", [3, 4, 5, 6]),
        new("reduction_param { operation: MEAN axis: 2 coeff: 2.5 }", [2, 19, 3, 7]),
        new("reduction_param { operation: ASUM axis: -1 }", [2, 3, 21]),
        new("reduction_param { operation: SUMSQ axis: 1 coeff: -0.5 }", [2, 18, 3, 3]),
        new("reduction_param { operation: MEAN }", [2, 3, 4]),
        new("reduction_param { operation: SUMSQ axis: 1 }", [2, 2]) { InputValues = [[1, 2, 3, -4]], Expected = [[5, 25]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int axis = layer.Axis("axis", 0);
        long length = layer.Bottom.CountBetween(axis, layer.Bottom.Rank).Fixed;
        float coefficient = layer.Parameter.Float("coeff", 1);
        Op.ReductionMethod method = layer.Parameter.Enum("operation", "SUM") switch
        {
            "ASUM" => Op.ReductionMethod.AbsoluteSum,
            "SUMSQ" => Op.ReductionMethod.SumOfSquares,
            "MEAN" => Op.ReductionMethod.Mean,
            _ => Op.ReductionMethod.Sum,
        };
        if (length > int.MaxValue)
            throw layer.Error($"it sums up {length} elements; at most {int.MaxValue} are supported", "axis");
        return new CompiledLayer(new Op.Reduction(method, axis, coefficient), layer.Bottom.Between(0, axis));
    }
}
