using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A product with a scale that is learned, or computed by another layer.</summary>
public sealed class Scale : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Times a factor, learned or a second bottom, for some axes; may add a learned bias.";

    /// <inheritdoc/>
    public override string ParameterField => "scale_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ScaleParameter")
        .Int("axis").Int("num_axes").Bool("bias_term").Message("filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("scale_param { bias_term: true }", [2, 3, 5, 4]),
        new("scale_param { axis: 1 num_axes: 2 bias_term: true }", [2, 3, 4, 5]),
        new("scale_param { axis: 2 num_axes: -1 }", [2, 2, 4, 5]),
        new("scale_param { num_axes: 0 bias_term: true }", [2, 3, 4]),
        new("scale_param { axis: 0 }", [2, 3, 5, 4], [2, 3]),
        new("scale_param { bias_term: true }", [2, 3, 4, 5], [3, 4]),
        new("scale_param { axis: 0 }", [2, 3, 2, 4], [2, 3, 2, 4]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        (int axis, ValueShape scale) = Broadcast.Read(layer);
        bool bias = layer.Parameter.Bool("bias_term", false);
        int weights = (layer.Bottoms.Count == 1 ? 1 : 0) + (bias ? 1 : 0);
        return new CompiledLayer(new Op.Scale(axis, bias), layer.Bottom, Enumerable.Repeat(scale, weights));
    }
}
