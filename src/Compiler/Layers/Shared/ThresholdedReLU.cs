using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The thresholded rectifier (synopsys-caffe, thresholded_relu_layer.cpp).</summary>
public sealed class ThresholdedReLU : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x above alpha, else 0. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "thresholded_relu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ThresholdedReLUParameter").Float("alpha");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("thresholded_relu_param { alpha: 0 }", [2, 18, 3, 5]),
        new("", [4]) { InputValues = [[-2, 0.5f, 1, 1.5f]], Expected = [[0, 0, 0, 1.5f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        Term x = lowering.Bottom();
        Term above = lowering.Add(new Op.Threshold(layer.Parameter.Float("alpha", 1)), x.Shape, x);
        return lowering.Layer(lowering.Add(new Op.Eltwise(Op.EltwiseOperation.Product), x.Shape, x, above));
    }
}
