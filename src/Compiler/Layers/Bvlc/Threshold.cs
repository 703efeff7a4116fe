using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Which values exceed a threshold (threshold_layer.cpp).</summary>
public sealed class Threshold : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "1 where x exceeds the threshold, else 0. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "threshold_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ThresholdParameter").Float("threshold");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("threshold_param { threshold: 0.5 }", [1, 4]) { InputValues = [[0.5f, 0.6f, -3, 9]], Expected = [[0, 1, 0, 1]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Threshold(layer.Parameter.Float("threshold", 0)), layer.Bottom);
    }
}
