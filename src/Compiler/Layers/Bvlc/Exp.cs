using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>An exponential of a linear function.</summary>
public sealed class Exp : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "base ^ (shift + scale·x); base −1 means e.";

    /// <inheritdoc/>
    public override string ParameterField => "exp_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ExpParameter").Float("base").Float("scale").Float("shift");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 4]),
        new("exp_param { base: 2 scale: 0.5 shift: 0.3 }", [1, 2, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        float @base = layer.Parameter.Float("base", -1);
        if (@base != -1 && !(@base > 0))
            throw layer.Error($"base is {@base}; it must be positive, or -1 for e", "base");
        return new CompiledLayer(new Op.Exp(@base, layer.Parameter.Float("scale", 1), layer.Parameter.Float("shift", 0)), layer.Bottom);
    }
}
