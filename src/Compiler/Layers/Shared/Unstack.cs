using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A bottom cut along an axis that goes (synopsys-caffe, unstack_layer.cpp, which follows TensorFlow).</summary>
public sealed class Unstack : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Cuts its bottom along an axis into tops without that axis.";

    /// <inheritdoc/>
    public override string ParameterField => "unstack_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("UnstackParameter").UInt("num").Int("axis");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("unstack_param { axis: 1 }", [2, 3, 18, 5]) { Tops = 3 },
        new("unstack_param { axis: -1 }", [2, 18, 2]) { Tops = 2 },
        new("", [2, 3]) { Tops = 2, InputValues = [[0, 1, 2, 3, 4, 5]], Expected = [[0, 1, 2], [3, 4, 5]] },
        new("unstack_param { axis: 1 }", [2, 2])
        {
            Tops = 2,
            InputValues = [[0, 1, 2, 3]],
            Expected = [[0, 2], [1, 3]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostTops: int.MaxValue);
        layer.RequireRank(2);
        int axis = layer.Axis("axis", 0), length = layer.FixedLength(axis);
        if (layer.TopCount != length)
        {
            throw layer.Error(
                $"it has {layer.TopCount} tops; axis {axis} of its bottom {layer.Bottom} has {length} parts, each a top", "axis");
        }
        ValueShape bottom = layer.Bottom, top = bottom.Between(0, axis).Then(bottom.Between(axis + 1, bottom.Rank).Axes);
        var lowering = new Lowering(layer);
        Term whole = lowering.Bottom();
        // Parts lie one behind the other along the axis that follows; where none does, the axis is first moved to the front.
        if (axis == bottom.Rank - 1)
        {
            whole = lowering.Permute(whole, [axis, .. Enumerable.Range(0, axis)]);
            axis = 0;
        }
        ValueShape joined = top.With(axis, top[axis] * length);
        return lowering.Layer(new Op.Slice(axis), Enumerable.Repeat(top, length), lowering.Reshape(whole, joined));
    }
}
