using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>New axes of length 1 (synopsys-caffe, expand_dims_nd_layer.cpp).</summary>
public sealed class ExpandDimsND : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "New axes of length 1 at positions of the bottom; negative ones count from behind the end.";

    /// <inheritdoc/>
    public override string ParameterField => "expand_dims_nd_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ExpandDimsNDParameter").Ints("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("expand_dims_nd_param { axis: 1 }", [2, 18, 3]),
        new("expand_dims_nd_param { axis: -1 }", [2, 3, 5]),
        new("expand_dims_nd_param { axis: 1 axis: 2 }", [2, 3, 5]),
        new("expand_dims_nd_param { axis: 0 axis: 2 }", [2, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        return lowering.Layer(lowering.Reshape(lowering.Bottom(), NewAxes.Insert(layer, layer.Parameter.Ints("axis"))));
    }
}
