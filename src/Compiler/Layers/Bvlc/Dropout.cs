using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// Dropout, which does nothing when a network is used; unless it left what it kept unscaled in training (<c>scale_train: false</c>, a
/// field of Fast R-CNN's Caffe): then it multiplies by the part that it kept, in use and in the gradient.
/// </summary>
public sealed class Dropout : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The identity: dropout acts in training only. With `scale_train: false`, (1 − dropout_ratio)·x.";

    /// <inheritdoc/>
    public override string ParameterField => "dropout_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("DropoutParameter").Float("dropout_ratio").Bool("scale_train")
        .Bool("sample_weights_test");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("dropout_param { dropout_ratio: 0.5 }", [1, 33]),
        new("dropout_param { dropout_ratio: 0.25 scale_train: false }", [1, 33]),
        new("dropout_param { scale_train: false }", [2, 3, 5, 4]),
        new("", [1, 4]) { InputValues = [[1, -2, 3, 4]], Expected = [[1, -2, 3, 4]] },
        new("", [1, 2, 1, 2]) { InputValues = [[1, -2, 3, 4]], Expected = [[1, -2, 3, 4]] },
        new("dropout_param { dropout_ratio: 0.25 scale_train: false }", [1, 4])
        {
            InputValues = [[1, -2, 4, 8]],
            Expected = [[0.75f, -1.5f, 3, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireUse("drops values at random");
        // SegNet's fork, dropout_layer.cpp: Bayesian SegNet takes the mean of many runs.
        if (layer.Parameter.Bool("sample_weights_test", false))
        {
            throw layer.Error(
                "sample_weights_test makes it drop values at random in use, too, so that each run gives another result; "
                + "remove it, and it leaves all values as they are",
                "sample_weights_test");
        }
        if (layer.Parameter.Bool("scale_train", true))
            return new CompiledLayer(new Op.Copy(), layer.Bottom);
        float ratio = layer.Parameter.Float("dropout_ratio", 0.5f);
        if (!(ratio >= 0 && ratio < 1))
            throw layer.Error($"dropout_ratio is {ratio}; it must be from 0 to below 1", "dropout_ratio");
        return new CompiledLayer(new Op.Power(Scale: 1 - ratio), layer.Bottom);
    }
}
