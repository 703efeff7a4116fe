using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Mish of YOLOv4 (synopsys-caffe, mish_layer.cpp).</summary>
public sealed class Mish : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x·tanh(log(1 + exp(x))).";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [4]) { InputValues = [[0, 1, -1, 30]], Expected = [[0, 0.86509839f, -0.30340147f, 30]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        Term x = lowering.Bottom();
        Term soft = lowering.Add(new Op.BNLL(), x.Shape, x);
        Term gate = lowering.Add(new Op.TanH(), x.Shape, soft);
        return lowering.Layer(lowering.Add(new Op.Eltwise(Op.EltwiseOperation.Product), x.Shape, x, gate));
    }
}
