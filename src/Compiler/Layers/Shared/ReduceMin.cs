using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The smallest elements along axes (synopsys-caffe, reduce_min_layer.cpp).</summary>
public sealed class ReduceMin : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The smallest element along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_min_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfTensorFlow("ReduceMinParameter");

    private protected override EquatableArray<float> Known => [1, -4];

    private protected override Term Reduce(Lowering lowering, Term rows, int count)
    {
        ValueShape images = ValueShape.Of(rows.Shape[0], 1, 1, count);
        Term planes = lowering.Reshape(lowering.Add(new Op.Power(Scale: -1), rows.Shape, rows), images);
        Term largest = lowering.Add(new Op.Pooling(Op.PoolingMethod.Max, 1, count), images.With(3, 1), planes);
        return lowering.Reshape(lowering.Add(new Op.Power(Scale: -1), largest.Shape, largest), rows.Shape.Between(0, 1));
    }
}
