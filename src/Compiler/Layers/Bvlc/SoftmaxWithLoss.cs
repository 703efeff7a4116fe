using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The cross entropy of a softmax (softmax_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class SoftmaxWithLoss : LayerDefinition
{
    private static readonly MessageSchema Softmax = new Softmax().Parameter!;

    /// <inheritdoc/>
    public override string Summary =>
        "Mean of −log softmax(x)[label]; a second top is the softmax. Dropped, a Softmax with CaffeKeepLoss, a number with "
        + "CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override string ParameterField => "loss_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Loss;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [3, 4], [3]) { Tops = 2, InputValues = [[1, 2, 3, 4, 0.5f, -1, 0, 2, 3, 1, 0, -2], [0.5f, 3.5f, 1.5f]] },
        new("loss_param { ignore_label: 1 normalization: FULL }", [1, 2, 2, 2], [1, 1, 2, 2])
        {
            InputValues = [[1, 2, 3, 4, 0.5f, -1, 0, 2], [0.5f, 1.5f, 0.5f, 1.5f]],
        },
        new("", [2, 2], [2, 1]) { InputValues = [[0, 0, 1, 1], [0.5f, 1.5f]], Expected = [[0.6931472f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2, mostTops: 2);
        FieldReader softmax = layer.Other("softmax_param", Softmax);
        int given = softmax.Int("axis", 1), axis = given < 0 ? given + layer.Bottom.Rank : given;
        if (axis < 0 || axis >= layer.Bottom.Rank)
            throw layer.Error($"the axis of its softmax_param is {given}, but its bottom is {layer.Bottom}");
        LossReading.RequireLabels(layer, axis);
        return LossReading.Compile(layer, new Op.Loss(
            Op.LossMethod.Softmax, axis, LossReading.Ignored(layer.Parameter),
            LossReading.Normalization(layer.Parameter, Op.LossNormalization.Valid)));
    }
}
