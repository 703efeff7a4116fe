using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Means along axes (synopsys-caffe, reduce_mean_layer.cpp).</summary>
public sealed class ReduceMean : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The mean along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_mean_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfTensorFlow("ReduceMeanParameter");

    private protected override EquatableArray<float> Known => [3, 1.3333334f];

    private protected override Term Reduce(Lowering lowering, Term rows, int count) =>
        lowering.Add(new Op.Reduction(Op.ReductionMethod.Mean, 1), rows.Shape.Between(0, 1), rows);
}
