using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ssd;

/// <summary>Axes in another order (weiliu89/caffe, branch ssd: permute_layer.cpp).</summary>
public sealed class Permute : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ssd;

    /// <inheritdoc/>
    public override string Summary => "The same elements with their axes in another order; axes that order does not name follow.";

    /// <inheritdoc/>
    public override string ParameterField => "permute_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PermuteParameter").UInts("order");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("permute_param { order: 0 order: 2 order: 3 order: 1 }", [2, 3, 4, 5]),
        new("permute_param { order: 0 order: 2 order: 3 order: 1 }", [2, 37, 7, 5]),
        new("permute_param { order: 0 order: 2 order: 3 order: 1 }", [1, 32, 3, 9]),
        new("permute_param { order: 0 order: 3 order: 1 order: 2 }", [2, 5, 3, 18]),
        new("permute_param { order: 0 order: 3 }", [2, 20, 3, 7]),
        new("permute_param { order: 0 order: 2 order: 1 order: 3 }", [2, 3, 5, 6]),
        new("permute_param { order: 3 order: 2 order: 1 order: 0 }", [3, 5, 6, 9]),
        new("permute_param { order: 1 order: 0 order: 2 }", [3, 2, 5]),
        new("permute_param { order: 1 }", [17, 6]),
        new("permute_param { order: 2 order: 4 order: 0 order: 3 order: 1 }", [2, 3, 4, 5, 6]),
        new("permute_param { order: 0 order: 1 order: 2 order: 3 }", [2, 3, 4, 5]),
        new("permute_param { order: 0 order: 2 order: 3 order: 1 }", [1, 2, 2, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8]],
            Expected = [[1, 5, 2, 6, 3, 7, 4, 8]],
        },
        new("", [1, 2]) { InputValues = [[1, 2]], Expected = [[1, 2]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int rank = layer.Bottom.Rank;
        var order = new List<int>();
        foreach (int axis in layer.Parameter.Ints("order"))
        {
            if (axis >= rank)
                throw layer.Error($"order has {axis}; its bottom {layer.Bottom} has the axes 0 … {rank - 1}", "order");
            if (order.Contains(axis))
                throw layer.Error($"order has {axis} twice", "order");
            order.Add(axis);
        }
        order.AddRange(Enumerable.Range(0, rank).Except(order).ToArray());
        Operation operation = order.SequenceEqual(Enumerable.Range(0, rank)) ? new Op.Copy() : new Op.Permute([.. order]);
        return new CompiledLayer(operation, ValueShape.Of(order.Select(axis => layer.Bottom[axis])));
    }
}
