using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The exponential linear unit.</summary>
public sealed class ELU : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "x if positive, else alpha·(exp(x) − 1).";

    /// <inheritdoc/>
    public override string ParameterField => "elu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ELUParameter").Float("alpha");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("elu_param { alpha: 0.5 }", [1, 33]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.ELU(layer.Parameter.Float("alpha", 1)), layer.Bottom);
    }
}
