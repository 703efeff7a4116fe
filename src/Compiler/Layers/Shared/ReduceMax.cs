using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The largest elements along axes (synopsys-caffe, reduce_max_layer.cpp).</summary>
public sealed class ReduceMax : ReducingLayer
{
    /// <inheritdoc/>
    public override string Summary => "The largest element along axes.";

    /// <inheritdoc/>
    public override string ParameterField => "reduce_max_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = OfTensorFlow("ReduceMaxParameter");

    private protected override EquatableArray<float> Known => [5, 6];

    private protected override Term Reduce(Lowering lowering, Term rows, int count)
    {
        ValueShape images = ValueShape.Of(rows.Shape[0], 1, 1, count);
        Term planes = lowering.Reshape(rows, images);
        Term largest = lowering.Add(new Op.Pooling(Op.PoolingMethod.Max, 1, count), images.With(3, 1), planes);
        return lowering.Reshape(largest, rows.Shape.Between(0, 1));
    }
}
