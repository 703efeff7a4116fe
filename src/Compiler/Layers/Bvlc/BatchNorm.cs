using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Normalization by means and variances, of the training data or of the input itself.</summary>
public sealed class BatchNorm : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Subtracts each channel's mean and divides by its standard deviation: stored ones, or the input's own.";

    /// <inheritdoc/>
    public override string ParameterField => "batch_norm_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BatchNormParameter")
        .Bool("use_global_stats").Float("moving_average_fraction").Float("eps").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { use_global_stats: true eps: 0.001 }", [3, 17]) { PositiveWeights = [1, 2] },
        new("batch_norm_param { use_global_stats: false eps: 0.01 }", [3, 2, 3, 5]),
        new("batch_norm_param { use_global_stats: false }", [8, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(1);
        if (!layer.Parameter.Has("use_global_stats"))
            layer.RequireUse("normalizes by its input's own mean and variance");
        var channels = ValueShape.Of(layer.Bottom.Rank == 1 ? 1 : layer.Bottom[1]);
        var operation = new Op.BatchNorm(layer.Parameter.Bool("use_global_stats", true), layer.Parameter.Float("eps", 1e-5f));
        return new CompiledLayer(operation, layer.Bottom, channels, channels, ValueShape.Of(1));
    }
}
