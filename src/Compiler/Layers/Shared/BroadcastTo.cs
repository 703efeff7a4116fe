using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A bottom repeated to a given shape (synopsys-caffe, broadcast_to_layer.cpp, which follows TensorFlow).</summary>
public sealed class BroadcastTo : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Its bottom repeated along its axes of length 1 to a given shape, which may have more axes in front.";

    /// <inheritdoc/>
    public override string ParameterField => "broadcast_to_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BroadcastToParameter").UInts("shape");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("broadcast_to_param { shape: 2 shape: 18 shape: 3 shape: 5 }", [2, 18, 1, 1]),
        new("broadcast_to_param { shape: 3 shape: 2 }", [2]) { InputValues = [[1, 2]], Expected = [[1, 2, 1, 2, 1, 2]] },
        new("broadcast_to_param { shape: 2 shape: 2 }", [2, 1]) { InputValues = [[1, 2]], Expected = [[1, 1, 2, 2]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        ValueShape bottom = layer.Bottom, top = ValueShape.Of(layer.Parameter.Ints("shape").Select(length => (Dim)length));
        int more = top.Rank - bottom.Rank;
        bool fits = more >= 0;
        for (int axis = 0; axis < bottom.Rank && fits; axis++)
            fits = bottom[axis].Fixed == 1 || bottom[axis].Fixed == top[axis + more].Fixed;
        if (!fits)
            throw layer.Error($"its shape is {top}; its bottom {bottom} does not repeat to that", "shape");
        var lowering = new Lowering(layer);
        Term aligned = lowering.Reshape(lowering.Bottom(), ValueShape.Of(Enumerable.Repeat<Dim>(1, more)).Then(bottom.Axes));
        return lowering.Layer(lowering.BroadcastTo(aligned, top));
    }
}
