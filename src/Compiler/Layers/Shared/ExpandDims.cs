using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A new axis of length 1 (early releases of synopsys-caffe, whose ExpandDims has one axis; ExpandDimsND has several).</summary>
public sealed class ExpandDims : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A new axis of length 1 at a position; negative ones count from behind the end.";

    /// <inheritdoc/>
    public override string ParameterField => "expand_dims_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ExpandDimsParameter").Int("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("expand_dims_param { axis: 1 }", [2, 18, 3]),
        new("expand_dims_param { axis: -1 }", [2, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        return lowering.Layer(lowering.Reshape(lowering.Bottom(), NewAxes.Insert(layer, [layer.Parameter.Int("axis", 0)])));
    }
}
