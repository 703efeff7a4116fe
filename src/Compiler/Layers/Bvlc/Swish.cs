using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The self-gated activation (swish_layer.cpp).</summary>
public sealed class Swish : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "x / (1 + exp(−beta·x)).";

    /// <inheritdoc/>
    public override string ParameterField => "swish_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SwishParameter").Float("beta");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("swish_param { beta: 1.5 }", [1, 33]),
        new("swish_param { beta: 2 }", [1, 3]) { InputValues = [[0, 1, -1]], Expected = [[0, 0.8807971f, -0.1192029f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Swish(layer.Parameter.Float("beta", 1)), layer.Bottom);
    }
}
