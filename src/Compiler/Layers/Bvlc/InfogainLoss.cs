using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A cross entropy that weighs classes (infogain_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class InfogainLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Mean of −Σ H[label, c]·log softmax(x)[c]; a second top is the softmax. Dropped, a number with "
        + "CaffeKeepLoss=\"values\"; H must be a bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "infogain_loss_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("InfogainLossParameter").String("source").Int("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3], [2], [3, 3])
        {
            Tops = 2,
            InputValues = [[1, 2, 3, 0.5f, -1, 0], [0.5f, 2.5f], [1, 0.5f, 0, 0.25f, 1, 0.5f, 0.125f, -0.5f, 2]],
        },
        new("", [1, 2], [1], [1, 1, 2, 2]) { InputValues = [[0, 0], [1.5f], [9, 9, 1, 2]], Expected = [[2.0794415f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        if (layer.Bottoms.Count == 2)
        {
            throw layer.Error(
                $"its matrix is in the file '{layer.Parameter.String("source", "")}', which is not read; give it as a third bottom",
                "source");
        }
        layer.Require(bottoms: 3, mostTops: 2);
        int axis = layer.Axis("axis", 1);
        LossReading.RequireLabels(layer, axis);
        long classes = layer.FixedLength(axis);
        if (layer.Bottoms[2].CountOfOne() != classes * classes || layer.Bottoms[2].IsPerImage)
            throw layer.Error($"its third bottom {layer.Bottoms[2]} weighs pairs of classes; {classes}×{classes} is needed");
        FieldReader loss = layer.Other("loss_param", OtherParameters.Loss);
        return LossReading.Compile(layer, new Op.Loss(
            Op.LossMethod.Infogain, axis, LossReading.Ignored(loss), LossReading.Normalization(loss, Op.LossNormalization.Valid)));
    }
}
