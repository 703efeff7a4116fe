using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The hard swish of MobileNet V3 (synopsys-caffe, hard_swish_layer.cpp).</summary>
public sealed class HardSwish : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x·min(max(x + 3, 0), 6) / 6.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [5]) { InputValues = [[-4, -1.5f, 0, 1.5f, 4]], Expected = [[0, -0.375f, 0, 1.125f, 4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.HardSwish(), layer.Bottom);
    }
}
