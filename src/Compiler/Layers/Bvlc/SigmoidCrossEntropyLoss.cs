using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The cross entropy of sigmoids (sigmoid_cross_entropy_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class SigmoidCrossEntropyLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Σ of the cross entropies of σ(x) and targets, for each image. Dropped, a Sigmoid with CaffeKeepLoss, a number with "
        + "CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override string ParameterField => "loss_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Loss;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3], [2, 3]) { InputValues = [[1, -2, 3, 0.5f, -0.5f, 2], [1, 0, 0.25f, 1, 0, 0]] },
        new("", [2, 1], [2, 1]) { InputValues = [[0, 0], [0, 1]], Expected = [[0.6931472f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        _ = layer.FixedLength(0);
        if (layer.Bottoms[1].CountOfOne() != layer.Bottom.CountOfOne())
            throw layer.Error($"its bottoms {layer.Bottom} and {layer.Bottoms[1]} need as many elements each");
        return LossReading.Compile(layer, new Op.Loss(
            Op.LossMethod.Sigmoid, Ignore: LossReading.Ignored(layer.Parameter),
            Normalization: LossReading.Normalization(layer.Parameter, Op.LossNormalization.BatchSize)));
    }
}
