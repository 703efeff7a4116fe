using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Norms along axes (synopsys-caffe, reduce_l2_layer.cpp).</summary>
public sealed class ReduceL2 : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The root of the sum of squares along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_l2_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfOnnx("ReduceL2Parameter");

    private protected override EquatableArray<float> Known => [5.9160798f, 7.4833148f];

    private protected override bool FollowsOnnx => true;

    private protected override Term Reduce(Lowering lowering, Term rows, int count)
    {
        Term squares = lowering.Add(new Op.Reduction(Op.ReductionMethod.SumOfSquares, 1), rows.Shape.Between(0, 1), rows);
        return lowering.Add(new Op.Power(0.5f), squares.Shape, squares);
    }
}
