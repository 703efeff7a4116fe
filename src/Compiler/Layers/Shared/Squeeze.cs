using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Axes of length 1 left out (synopsys-caffe, squeeze_layer.cpp, which follows TensorFlow).</summary>
public sealed class Squeeze : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Leaves out axes of length 1: those that are given, else all.";

    /// <inheritdoc/>
    public override string ParameterField => "squeeze_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SqueezeParameter").Ints("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("squeeze_param { axis: 1 axis: 2 }", [2, 1, 1, 19]),
        new("squeeze_param { axis: -1 }", [2, 18, 1, 1]),
        new("", [2, 1, 3, 1]),
        new("squeeze_param { axis: 0 }", [1, 3]) { InputValues = [[1, 2, 3]], Expected = [[1, 2, 3]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        ValueShape bottom = layer.Bottom;
        var squeezed = new HashSet<int>();
        foreach (int given in layer.Parameter.Ints("axis"))
        {
            if (given < -bottom.Rank || given >= bottom.Rank)
                throw layer.Error($"axis is {given}, but its bottom {bottom} has axes {-bottom.Rank} … {bottom.Rank - 1}", "axis");
            int axis = given < 0 ? given + bottom.Rank : given;
            if (bottom[axis].Fixed != 1)
                throw layer.Error($"axis {given} of its bottom {bottom} is {bottom[axis]} long; only axes of length 1 can go", "axis");
            squeezed.Add(axis);
        }
        bool all = squeezed.Count == 0;
        // One image alone has an axis of length 1, too.
        ValueShape top = ValueShape.Of(Enumerable.Range(0, bottom.Rank)
            .Where(axis => all ? bottom[axis].Fixed != 1 : !squeezed.Contains(axis)).Select(axis => bottom[axis]));
        var lowering = new Lowering(layer);
        return lowering.Layer(lowering.Reshape(lowering.Bottom(), top));
    }
}
