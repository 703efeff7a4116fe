using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Bottoms along a new axis (synopsys-caffe, stack_layer.cpp, which follows TensorFlow).</summary>
public sealed class Stack : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Joins bottoms of one shape along a new axis.";

    /// <inheritdoc/>
    public override string ParameterField => "stack_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("StackParameter").Int("axis");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("stack_param { axis: 1 }", [2, 18, 3], [2, 18, 3]),
        new("stack_param { axis: -1 }", [2, 3], [2, 3], [2, 3]),
        new("", [2, 3], [2, 3])
        {
            InputValues = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]],
            Expected = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: int.MaxValue);
        for (int i = 1; i < layer.Bottoms.Count; i++)
        {
            if (layer.Bottoms[i] != layer.Bottom)
                throw layer.Error($"its bottoms {layer.BottomsWith(i)} must have one shape");
        }
        int axis = layer.Axis("axis", 0, layer.Bottom.Rank + 1);
        ValueShape part = NewAxes.Insert(layer, [axis]);
        var lowering = new Lowering(layer);
        Term[] parts = [.. Enumerable.Range(0, layer.Bottoms.Count).Select(i => lowering.Reshape(lowering.Bottom(i), part))];
        return lowering.Layer(lowering.Add(new Op.Concat(axis), part.With(axis, parts.Length), parts));
    }
}
