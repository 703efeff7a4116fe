using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The loss of siamese networks (contrastive_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class ContrastiveLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Half of the mean of d² of similar pairs (label not 0) and max(0, margin − d)² of others. Dropped, a number with "
        + "CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override string ParameterField => "contrastive_loss_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ContrastiveLossParameter").Float("margin").Bool("legacy_version");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("contrastive_loss_param { margin: 3 }", [2, 3], [2, 3], [2])
        {
            InputValues = [[1, 2, 3, 0, -1, 2], [1.5f, 2, 2, 0.5f, 0, 1], [1.5f, 0.5f]],
        },
        new("contrastive_loss_param { margin: 3 legacy_version: true }", [2, 3], [2, 3], [2])
        {
            InputValues = [[1, 2, 3, 0, -1, 2], [1.5f, 2, 2, 0.5f, 0, 1], [1.5f, 0.5f]],
        },
        new("contrastive_loss_param { margin: 6 }", [2, 2], [2, 2], [2])
        {
            InputValues = [[3, 4, 3, 4], [0, 0, 0, 0], [1.5f, 0.5f]],
            Expected = [[6.5f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 3);
        layer.RequireRank(2);
        int images = layer.FixedLength(0);
        if (layer.Bottoms[1] != layer.Bottom || layer.Bottoms[2].CountOfOne() != images)
        {
            throw layer.Error(
                $"its bottoms are {layer.BottomsWith(1)}; two of one shape are needed, and a label for each of their {images} pairs");
        }
        bool isLegacy = layer.Parameter.Bool("legacy_version", false);
        return LossReading.Compile(layer, new Op.Loss(
            isLegacy ? Op.LossMethod.LegacyContrastive : Op.LossMethod.Contrastive, Normalization: Op.LossNormalization.BatchSize,
            Margin: layer.Parameter.Float("margin", 1)));
    }
}
