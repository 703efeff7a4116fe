using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Dropout for SeLu (HolmesShuan/SNNs-Self-Normalizing-Neural-Networks-Caffe-Reimplementation), which acts in training only;
/// <see cref="SeLUDropout"/> is the same.
/// </summary>
public sealed class SelfNormalizingDropout : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "SeLuDropout";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The identity: dropout acts in training only.";

    /// <inheritdoc/>
    public override string ParameterField => "selu_dropout_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SeLUDropoutParameter").Float("dropout_ratio").Float("alpha");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("selu_dropout_param { dropout_ratio: 0.1 }", [2]) { InputValues = [[1, -2]], Expected = [[1, -2]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireUse("drops values at random");
        return new CompiledLayer(new Op.Copy(), layer.Bottom);
    }
}
