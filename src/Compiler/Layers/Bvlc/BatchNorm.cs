using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Normalization by means and variances, of the training data or of the input itself.</summary>
public sealed class BatchNorm : LayerDefinition
{
    // CUDNN_BN_MIN_EPSILON.
    private const float LeastEps = 1e-5f;

    /// <inheritdoc/>
    public override string Summary =>
        "Subtracts each channel's mean and divides by its standard deviation, stored ones or the input's own; may scale and shift.";

    /// <inheritdoc/>
    public override string ParameterField => "batch_norm_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BatchNormParameter")
        .Bool("use_global_stats").Float("moving_average_fraction").Float("eps").Enum("engine", "DEFAULT", "CAFFE", "CUDNN")
        .Bool("scale_bias").Message("scale_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
        .Bool("add_eps_before_sqrt").Bool("update_global_stats").Bool("icnet");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { use_global_stats: true eps: 0.001 }", [3, 17]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { use_global_stats: false eps: 0.01 }", [3, 2, 3, 5]),
        new("batch_norm_param { use_global_stats: false }", [8, 5]),
        new("batch_norm_param { scale_bias: true }", [2, 19, 3, 4]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { scale_filler { value: 1 } }", [2, 3]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { scale_bias: true }", [1, 2, 1, 1])
        {
            InputValues = [[3, 5]],
            WeightValues = [[1, 2], [4, 9], [7], [10, 100], [0.5f, -0.5f]],
            Expected = [[10.49999f, 99.49994f]],
        },
        new("batch_norm_param { add_eps_before_sqrt: false eps: 0.5 }", [2, 18, 3, 4]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { add_eps_before_sqrt: false eps: 0.5 use_global_stats: false }", [3, 1, 1, 2])
        {
            InputValues = [[1, 3, 1, 3, 1, 3]],
            Expected = [[-2 / 3f, 2 / 3f, -2 / 3f, 2 / 3f, -2 / 3f, 2 / 3f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(1);
        bool isScaled = IsScaled(layer);
        if (isScaled)
            layer.RequireRank(2);
        if (!layer.Parameter.Has("use_global_stats") || isScaled)
            layer.RequireUse("normalizes by its input's own mean and variance");
        var channels = ValueShape.Of(layer.Bottom.Rank == 1 ? 1 : layer.Bottom[1]);
        float eps = layer.Parameter.Float("eps", 1e-5f);
        bool isOutside = !layer.Parameter.Bool("add_eps_before_sqrt", true);
        EquatableArray<ValueShape> weights = [channels, channels, ValueShape.Of(1)];
        if (!isScaled)
        {
            var norm = new Op.BatchNorm(layer.Parameter.Bool("use_global_stats", true), eps, isOutside);
            return new CompiledLayer(norm, layer.Bottom, weights);
        }
        // In use the fork takes the stored statistics, without a factor, and no smaller eps than cuDNN's.
        var stored = new Op.BatchNorm(Eps: Math.Max(eps, LeastEps), EpsOutsideRoot: isOutside, IgnoresFactor: true);
        return new CompiledLayer(
            new LayerOperation(stored, [layer.Bottom], weights),
            new LayerOperation(new Op.Scale(Bias: true), [layer.Bottom], [channels, channels])
            {
                Inputs = [LayerValue.Output(0)],
            });
    }

    /// <summary>
    /// Whether a scale and a shift are learned with it: NVIDIA's fork, batch_norm_layer.cpp. A filler of one of them switches both on. The
    /// blobs are mean, variance, factor, scale, bias; files of before 0.16 have another order, which loading tells apart.
    /// </summary>
    private static bool IsScaled(LayerContext layer) => layer.Parameter.Bool("scale_bias", false)
        || layer.Parameter.Has("scale_filler") || layer.Parameter.Has("bias_filler");
}
