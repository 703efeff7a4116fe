using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Layers;

/// <summary>A product with a factor that is learned, or computed by another layer.</summary>
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
    public override BackwardNeeds Needs => BackwardNeeds.Inputs;

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
        (int axis, Shape factor) = Broadcast.Read(layer);
        bool bias = layer.Parameter.Bool("bias_term", false);
        OperationCall call = new OperationCall("Scale").With("Axis", axis, unless: 1).With("Bias", bias, unless: false);
        int weights = (layer.Bottoms.Count == 1 ? 1 : 0) + (bias ? 1 : 0);
        var compiled = new CompiledLayer(call, layer.Bottom, Enumerable.Repeat(factor, weights));
        if (layer.Bottoms.Count > 1)
            return compiled;
        return compiled with { Needs = BackwardNeeds.Nothing, Role = axis == 1 && factor.Rank == 1 ? FusionRole.Affine : FusionRole.None };
    }
}
