using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Dropout for SeLU (synopsys-caffe, selu_dropout_layer.cpp), which acts in training only.</summary>
public class SeLUDropout : LayerDefinition
{
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
