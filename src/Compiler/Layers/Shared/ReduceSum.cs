using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Sums along axes (synopsys-caffe, reduce_sum_layer.cpp).</summary>
public sealed class ReduceSum : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The sum along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_sum_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfTensorFlow("ReduceSumParameter");

    private protected override EquatableArray<float> Known => [9, 4];

    private protected override Term Reduce(Lowering lowering, Term rows, int count) =>
        lowering.Add(new Op.Reduction(Op.ReductionMethod.Sum, 1), rows.Shape.Between(0, 1), rows);
}
