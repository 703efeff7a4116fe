using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The scaled exponential linear unit (synopsys-caffe, selu_layer.cpp).</summary>
public class SeLU : LayerDefinition
{
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
        var lowering = new Lowering(layer);
        Term unit = lowering.Add(new Op.ELU(layer.Parameter.Float("alpha", 1.67326324f)), layer.Bottom, lowering.Bottom());
        return lowering.Layer(
            lowering.Add(new Op.Power(Scale: layer.Parameter.Float("lambda", 1.050700987f)), layer.Bottom, unit));
    }
}
