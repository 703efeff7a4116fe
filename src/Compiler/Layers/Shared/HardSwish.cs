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
        new("", [6]) { InputValues = [[-4, -3, -1.5f, 0, 1.5f, 4]], Expected = [[0, 0, -0.375f, 0, 1.125f, 4]] },
        new("", [4]) { InputValues = [[-3.5f, -2, 2, 3.5f]], Expected = [[0, -0.3333333f, 1.6666666f, 3.5f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.HardSwish(), layer.Bottom);
    }
}
