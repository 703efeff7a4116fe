using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Bottoms joined along an axis.</summary>
public sealed class Concat : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Joins its bottoms along an axis.";

    /// <inheritdoc/>
    public override string ParameterField => "concat_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ConcatParameter").Int("axis").UInt("concat_dim");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5], [2, 2, 4, 5], [2, 1, 4, 5]),
        new("concat_param { axis: 3 }", [2, 3, 4, 5], [2, 3, 4, 2]),
        new("concat_param { axis: 0 }", [2, 3], [1, 3]),
        new("concat_param { concat_dim: 2 }", [1, 2, 3, 4], [1, 2, 5, 4]),
        new("", [1, 3, 2, 2]),
        new("", [2, 1, 1, 2], [2, 2, 1, 2])
        {
            InputValues = [[1, 2, 11, 12], [3, 4, 5, 6, 13, 14, 15, 16]],
            Expected = [[1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]],
        },
        new("concat_param { axis: -1 }", [1, 2, 2], [1, 2, 1]) { InputValues = [[1, 2, 3, 4], [5, 6]], Expected = [[1, 2, 5, 3, 4, 6]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: int.MaxValue);
        int axis = layer.AxisOfEither("axis", "concat_dim", 1);
        for (int i = 1; i < layer.Bottoms.Count; i++)
        {
            ValueShape bottom = layer.Bottoms[i];
            if (bottom.Rank != layer.Bottom.Rank || bottom.With(axis, layer.Bottom[axis]) != layer.Bottom)
            {
                throw layer.Error(
                    $"its bottoms {layer.BottomsWith(i)} differ in more than axis {axis}, along which they are joined", "axis");
            }
        }
        Dim joined = layer.Bottoms.Skip(1).Aggregate(layer.Bottom[axis], (length, bottom) => length + bottom[axis]);
        if (joined.Length > int.MaxValue)
            throw layer.Error($"its top would be {joined} long along axis {axis}; at most {int.MaxValue} is supported", "axis");
        return new CompiledLayer(new Op.Concat(axis), layer.Bottom.With(axis, joined));
    }
}
