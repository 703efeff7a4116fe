using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// The cross entropy of probabilities (multinomial_logistic_loss_layer.cpp). A layer only where losses are kept as values.
/// </summary>
public sealed class MultinomialLogisticLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Mean of −log p[label] of probabilities p. Dropped, a number with CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3], [2]) { InputValues = [[0.5f, 0.25f, 0.25f, 0.125f, 0.75f, 0.125f], [0.5f, 1.5f]] },
        new("", [1, 2], [1]) { InputValues = [[0.5f, 0.5f], [0.5f]], Expected = [[0.6931472f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(2);
        LossReading.RequireLabels(layer, axis: 1);
        if (layer.Bottom.CountBetween(2, layer.Bottom.Rank).Fixed != 1)
            throw layer.Error($"its bottom {layer.Bottom} needs one probability for each class, N×C");
        return LossReading.Compile(layer, new Op.Loss(Op.LossMethod.Multinomial, Normalization: Op.LossNormalization.BatchSize));
    }
}
