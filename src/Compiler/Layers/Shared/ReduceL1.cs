using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Sums of magnitudes along axes (synopsys-caffe, reduce_l1_layer.cpp).</summary>
public sealed class ReduceL1 : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The sum of magnitudes along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_l1_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfOnnx("ReduceL1Parameter");

    private protected override EquatableArray<float> Known => [9, 12];

    private protected override bool FollowsOnnx => true;

    private protected override Term Reduce(Lowering lowering, Term rows, int count) =>
        lowering.Add(new Op.Reduction(Op.ReductionMethod.AbsoluteSum, 1), rows.Shape.Between(0, 1), rows);
}
