using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The soft sign (synopsys-caffe, softsign_layer.cpp).</summary>
public sealed class Softsign : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x / (1 + |x|).";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [3]) { InputValues = [[3, 1, -3]], Expected = [[0.75f, 0.5f, -0.75f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        Term x = lowering.Bottom();
        Term magnitude = lowering.Add(new Op.AbsVal(), x.Shape, x);
        Term factor = lowering.Add(new Op.Power(-1, 1, 1), x.Shape, magnitude);
        return lowering.Layer(lowering.Add(new Op.Eltwise(Op.EltwiseOperation.Product), x.Shape, x, factor));
    }
}
