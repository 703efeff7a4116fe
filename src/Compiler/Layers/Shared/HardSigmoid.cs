using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The hard sigmoid (synopsys-caffe, hard_sigmoid_layer.cpp).</summary>
public sealed class HardSigmoid : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "alpha·x + beta, limited to 0 … 1.";

    /// <inheritdoc/>
    public override string ParameterField => "hard_sigmoid_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("HardSigmoidParameter").Float("alpha").Float("beta");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("hard_sigmoid_param { alpha: 0.5 beta: 0.25 }", [2, 33]),
        new("", [4]) { InputValues = [[-4, -1, 1, 4]], Expected = [[0, 0.3f, 0.7f, 1]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(
            new Op.HardSigmoid(layer.Parameter.Float("alpha", 0.2f), layer.Parameter.Float("beta", 0.5f)), layer.Bottom);
    }
}
