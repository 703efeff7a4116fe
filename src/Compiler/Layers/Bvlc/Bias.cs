using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A sum with a shift that is learned, or computed by another layer.</summary>
public sealed class Bias : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Plus a term, learned or a second bottom, for some axes.";

    /// <inheritdoc/>
    public override string ParameterField => "bias_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BiasParameter")
        .Int("axis").Int("num_axes").Message("filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("bias_param { axis: 1 num_axes: -1 }", [2, 3, 4, 5]),
        new("bias_param { num_axes: 0 }", [2, 3]),
        new("bias_param { axis: 1 }", [2, 3, 4, 5], [3, 4]),
        new("bias_param { axis: 0 }", [2, 3, 2, 4], [2]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        (int axis, ValueShape shift) = Broadcast.Read(layer);
        return new CompiledLayer(new Op.Bias(axis), layer.Bottom, Enumerable.Repeat(shift, layer.Bottoms.Count == 1 ? 1 : 0));
    }
}
