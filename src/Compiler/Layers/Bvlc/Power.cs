using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A power of a linear function.</summary>
public sealed class Power : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "(shift + scale·x) ^ power.";

    /// <inheritdoc/>
    public override string ParameterField => "power_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PowerParameter").Float("power").Float("scale").Float("shift");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 4]),
        new("power_param { power: 2 scale: 0.5 shift: 1 }", [1, 2, 3, 5]),
        new("power_param { power: -0.75 shift: 1 }", [1, 2, 3, 7]) { PositiveInputs = true },
        new("power_param { power: 0.5 }", [2, 19]) { PositiveInputs = true },
        new("power_param { scale: -1 shift: 3 }", [2, 19]),
        new("power_param { power: 0 }", [1, 5]),
        new("power_param { power: 3 }", [1, 5]),
        new("power_param { power: 2.5 scale: 2 }", [1, 33]) { PositiveInputs = true },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var operation = new Op.Power(
            layer.Parameter.Float("power", 1), layer.Parameter.Float("scale", 1), layer.Parameter.Float("shift", 0));
        return new CompiledLayer(operation, layer.Bottom);
    }
}
