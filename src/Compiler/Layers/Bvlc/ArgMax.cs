using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Where the largest values are.</summary>
public sealed class ArgMax : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Indices, and on request values, of the largest elements. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "argmax_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ArgMaxParameter").Bool("out_max_val").UInt("top_k").Int("axis");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 10]),
        new("argmax_param { top_k: 3 out_max_val: true }", [2, 3, 2, 2]),
        new("argmax_param { axis: 1 top_k: 2 }", [2, 5, 3, 4]),
        new("argmax_param { axis: -1 out_max_val: true }", [1, 2, 9]),
        // Of equal values the last comes first, as in Caffe.
        new("", [2, 3]) { InputValues = [[1, 3, 2, 5, 4, 5]], Expected = [[1, 2]] },
        new("argmax_param { top_k: 2 out_max_val: true }", [1, 4]) { InputValues = [[0.5f, 4, -1, 3]], Expected = [[1, 3, 4, 3]] },
        new("argmax_param { axis: 1 }", [1, 2, 2]) { InputValues = [[1, 4, 3, 2]], Expected = [[1, 0]] },
        new("argmax_param { axis: 1 out_max_val: true }", [1, 2, 2]) { InputValues = [[1, 4, 3, 2]], Expected = [[3, 4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(1);
        int top = layer.Parameter.Int("top_k", 1);
        bool values = layer.Parameter.Bool("out_max_val", false);
        int? axis = layer.Parameter.Has("axis") ? layer.Axis("axis", 0) : null;
        long choices = axis is { } along ? layer.Bottom[along].Fixed : layer.Bottom.CountBetween(1, layer.Bottom.Rank).Fixed;
        if (top < 1 || top > choices)
            throw layer.Error($"top_k is {top}; it must lie within 1 … {choices}", "top_k");
        var operation = new Op.ArgMax(top, values, axis);
        if (axis is { } chosen)
            return new CompiledLayer(operation, layer.Bottom.With(chosen, top));

        Dim[] shape = [.. Enumerable.Repeat<Dim>(1, Math.Max(layer.Bottom.Rank, 3))];
        (shape[0], shape[1], shape[2]) = (layer.Bottom[0], values ? 2 : 1, top);
        return new CompiledLayer(operation, ValueShape.Of(shape));
    }
}
