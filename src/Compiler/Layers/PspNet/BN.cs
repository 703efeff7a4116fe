using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.PspNet;

/// <summary>
/// The normalization of yjxiong's and PSPNet's forks (hszhao/PSPNet, bn_layer.cpp) in use: four weights, slope, bias, mean and variance,
/// each 1×C×1×1 in files. <c>icnet</c> marks it in a fork that has SegNet's too.
/// </summary>
public sealed class BN : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.PspNet;

    /// <inheritdoc/>
    public override string Summary =>
        "Subtracts each channel's stored mean, divides by its standard deviation; times a learned slope, plus a learned bias.";

    /// <inheritdoc/>
    public override string ParameterField => "bn_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BNParameter")
        .Message("slope_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler).Float("momentum").Float("eps").Bool("frozen")
        .Enum("engine", "DEFAULT", "CAFFE", "CUDNN").Bool("icnet");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("bn_param { slope_filler { value: 1 } bias_filler { value: 0 } frozen: true momentum: 0.95 }", [2, 3, 5, 4])
        {
            PositiveWeights = [3],
        },
        new("bn_param { eps: 0.01 }", [2, 19, 3, 5]) { PositiveWeights = [3] },
        new("bn_param { frozen: true }", [3, 17]) { PositiveWeights = [3] },
        new("bn_param { eps: 0.25 }", [1, 2, 1, 2])
        {
            InputValues = [[1, 2, 3, 4]],
            WeightValues = [[2, -1], [0.5f, 10], [1, 2], [0.75f, 3.75f]],
            Expected = [[0.5f, 2.5f, 9.5f, 9]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2, 4);
        if (!layer.Parameter.Bool("frozen", false))
            layer.RequireUse("normalizes by its input's own mean and variance");
        var channels = ValueShape.Of(layer.FixedLength(1));
        return new CompiledLayer(
            new Op.BN(layer.Parameter.Float("eps", 1e-5f)), layer.Bottom, channels, channels, channels, channels);
    }
}
