using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.SegNet;

/// <summary>
/// SegNet's and DeconvNet's normalization (alexgkendall/caffe-segnet, bn_layer.cpp; HyeonwooNoh/caffe has the same). With
/// <c>bn_mode: INFERENCE</c> statistics are part of its two weights, a scale and a shift for each channel. In LEARN, its default,
/// it normalizes by the batch's own mean and variance first, in use as in training.
/// </summary>
public sealed class BN : LayerDefinition
{
    // What the fork adds to variances.
    private const float Eps = 1e-9f;

    private static readonly string[] OwnFields = ["bn_mode", "scale_filler", "shift_filler"];

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.SegNet;

    /// <inheritdoc/>
    public override string Summary =>
        "Times a learned scale, plus a learned shift, for each channel; in LEARN mode of the input normalized by its own statistics.";

    /// <inheritdoc/>
    public override string ParameterField => "bn_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BNParameter")
        .Enum("bn_mode", "LEARN", "INFERENCE").Message("scale_filler", NetSchema.Filler).Message("shift_filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("bn_param { bn_mode: INFERENCE }", [2, 3, 5, 4]),
        new("bn_param { scale_filler { value: 1 } shift_filler { value: 0.001 } bn_mode: INFERENCE }", [2, 19, 3, 5]),
        new("bn_param { bn_mode: INFERENCE }", [3, 17]),
        new("bn_param { bn_mode: LEARN }", [3, 2, 3, 5]),
        new("bn_param { scale_filler { value: 1 } }", [2, 18, 4, 3]),
        new("bn_param { bn_mode: INFERENCE }", [1, 2, 1, 2])
        {
            InputValues = [[1, 2, 3, 4]],
            WeightValues = [[2, -1], [0.5f, 10]],
            Expected = [[2.5f, 4.5f, 7, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        if (layer.TopCount > 1)
        {
            throw layer.Error(
                $"it has {layer.TopCount} tops; the batch's mean and variance, which SegNet's BN gives there, are not supported");
        }
        layer.Require();
        layer.RequireRank(2, 4);
        if (!OwnFields.Any(layer.Parameter.Has))
        {
            throw layer.Error(
                "none of its fields tells whose BN it is: SegNet's has 2 weights (scale, shift), PSPNet's 4 (slope, bias, mean, variance); "
                + "write bn_param { bn_mode: INFERENCE } for SegNet's, or bn_param { eps: 1e-5 } for PSPNet's");
        }
        ValueShape channels = ValueShape.Of(layer.FixedLength(1)), top = layer.Bottom;
        var scale = new LayerOperation(new Op.Scale(Axis: 1, Bias: true), [top], [channels, channels]);
        if (layer.Parameter.Enum("bn_mode", "LEARN") == "INFERENCE")
            return new CompiledLayer(scale);
        return new CompiledLayer(
            new LayerOperation(new Op.BatchNorm(UseGlobalStats: false, Eps), [top]),
            scale with { Inputs = [LayerValue.Output(0)] });
    }
}
