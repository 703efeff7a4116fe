using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A logarithm of a linear function.</summary>
public sealed class Log : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Logarithm to a base of shift + scale·x; base −1 means e.";

    /// <inheritdoc/>
    public override string ParameterField => "log_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LogParameter").Float("base").Float("scale").Float("shift");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 4]) { PositiveInputs = true },
        new("log_param { base: 10 scale: 0.5 shift: 0.3 }", [1, 2, 3, 5]) { PositiveInputs = true },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        float @base = layer.Parameter.Float("base", -1);
        if (@base != -1 && !(@base > 0 && @base != 1))
            throw layer.Error($"base is {@base}; it must be positive and not 1, or -1 for e", "base");
        return new CompiledLayer(new Op.Log(@base, layer.Parameter.Float("scale", 1), layer.Parameter.Float("shift", 0)), layer.Bottom);
    }
}
