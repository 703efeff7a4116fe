using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// How often a label is among the largest scores (accuracy_layer.cpp). A layer only where it is kept: with losses, if its label is an input
/// of the prototxt's own, or with losses as values.
/// </summary>
public sealed class Accuracy : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "The part of the labels whose score is among the top_k largest; a second top: of each class. Dropped without "
        + "CaffeKeepLoss. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "accuracy_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("AccuracyParameter").UInt("top_k").Int("axis").Int("ignore_label");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [4, 3], [4])
        {
            Tops = 2,
            InputValues = [[1, 2, 3, 3, 2, 1, 1, 1, 0, 0, 5, 1], [2, 0, 0, 2]],
            Expected = [[0.5f], [0.5f, 0, 0.5f]],
        },
        new("accuracy_param { top_k: 2 ignore_label: 1 }", [1, 3, 1, 3], [1, 1, 3])
        {
            InputValues = [[3, 1, 1, 2, 5, 2, 1, 0, 3], [1, 0, 0]],
            Expected = [[0.5f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2, mostTops: 2);
        int axis = layer.Axis("axis", 1), most = layer.Parameter.Int("top_k", 1);
        LossReading.RequireLabels(layer, axis);
        int classes = layer.FixedLength(axis);
        if (most < 1 || most > classes)
            throw layer.Error($"top_k is {most}; its bottom {layer.Bottom} has {classes} classes", "top_k");
        ValueShape[] tops = [ValueShape.Of(), ValueShape.Of(classes)];
        return new CompiledLayer(new Op.Accuracy(most, axis, LossReading.Ignored(layer.Parameter)), tops.Take(layer.TopCount));
    }
}
