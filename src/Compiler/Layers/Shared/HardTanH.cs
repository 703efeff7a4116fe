using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The hard hyperbolic tangent (synopsys-caffe, hard_tanh_layer.cpp).</summary>
public sealed class HardTanH : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x limited to −1 … 1.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [3]) { InputValues = [[0.5f, 1.5f, -3]], Expected = [[0.5f, 1, -1]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Clip(-1, 1), layer.Bottom);
    }
}
