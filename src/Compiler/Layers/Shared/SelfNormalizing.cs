using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The scaled exponential linear unit under its first name (soeaver/caffe-model, and
/// HolmesShuan/SNNs-Self-Normalizing-Neural-Networks-Caffe-Reimplementation); <see cref="SeLU"/> is the same. Its file cannot have its
/// name, which differs by case only.
/// </summary>
public sealed class SelfNormalizing : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "SeLu";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "lambda·x if positive, else lambda·alpha·(exp(x) − 1).";

    /// <inheritdoc/>
    public override string ParameterField => "selu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SeLUParameter").Float("lambda").Float("alpha");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("selu_param { lambda: 2 alpha: 0.5 }", [2, 33]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return SeLU.Lower(layer);
    }
}
