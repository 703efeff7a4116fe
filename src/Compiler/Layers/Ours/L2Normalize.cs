using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ours;

/// <summary>
/// Vectors of length 1. Caffe has no such type; this one is CaffeSharpGen's, after Torch's <c>nn.Normalize(2)</c>. It is not the
/// <c>Normalize</c> of SSD's
/// fork, which has a learned scale.
/// </summary>
public sealed class L2Normalize : LayerDefinition
{
    private const float Eps = 1e-10f;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ours;

    /// <inheritdoc/>
    public override string Summary =>
        "x divided by the root of eps plus the sum of its squares along an axis: vectors of length 1. Not in Caffe.";

    /// <inheritdoc/>
    public override string ParameterField => "l2_normalize_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("L2NormalizeParameter").Int("axis").Float("eps");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 10]),
        new("", [3, 37]),
        new("", [2, 5, 3, 7]),
        new("l2_normalize_param { axis: -1 eps: 0.5 }", [2, 3, 17]),
        new("l2_normalize_param { axis: 2 eps: 0 }", [1, 3, 4, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        float eps = layer.Parameter.Float("eps", Eps);
        if (!(eps >= 0))
            throw layer.Error($"eps is {eps}; it must not be negative", "eps");
        return new CompiledLayer(new Op.L2Normalize(layer.Axis("axis", 1), eps), layer.Bottom);
    }
}
