using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Local response normalization.</summary>
public sealed class LRN : LayerDefinition
{
    // The largest odd number whose square, the area within a channel, fits 32 bits.
    private const int MostSize = 46_339;

    /// <inheritdoc/>
    public override string Summary => "Local response normalization across neighboring channels or within each channel.";

    /// <inheritdoc/>
    public override string ParameterField => "lrn_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LRNParameter")
        .UInt("local_size").Float("alpha").Float("beta").Float("k")
        .Enum("norm_region", "ACROSS_CHANNELS", "WITHIN_CHANNEL").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("lrn_param { local_size: 5 alpha: 0.5 beta: 0.75 }", [2, 7, 4, 5]),
        new("lrn_param { local_size: 3 alpha: 0.3 beta: 0.6 k: 2 }", [1, 5, 3, 6]),
        new("lrn_param { local_size: 5 alpha: 0.5 }", [2, 40, 3, 5]),
        new("lrn_param { local_size: 37 alpha: 0.9 k: 0.5 }", [1, 48, 5, 4]),
        new("lrn_param { local_size: 3 alpha: 0.7 norm_region: WITHIN_CHANNEL }", [1, 3, 6, 7]),
        new("lrn_param { local_size: 5 alpha: 0.7 beta: 0.5 norm_region: WITHIN_CHANNEL }", [2, 2, 8, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int size = layer.Parameter.Int("local_size", 5);
        if (size < 1 || size % 2 == 0)
            throw layer.Error($"local_size is {size}; it must be odd", "local_size");
        if (size > MostSize)
            throw layer.Error($"local_size is {size}; at most {MostSize} is supported", "local_size");
        bool within = layer.Parameter.Enum("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL";
        // Across channels Caffe puts the factors into the top and then multiplies them by the bottom (lrn_layer.cpp).
        if (!within && layer.Overwrites(0))
        {
            throw layer.Error(
                "its top is the blob of its bottom; Caffe's ACROSS_CHANNELS puts its factors into its top first, and so loses the bottom; "
                + "give its top a name of its own, and have the layers below read that");
        }
        var operation = new Op.LRN(
            size, layer.Parameter.Float("alpha", 1), layer.Parameter.Float("beta", 0.75f), layer.Parameter.Float("k", 1),
            within ? Op.LrnRegion.WithinChannel : Op.LrnRegion.AcrossChannels);
        return new CompiledLayer(operation, layer.Bottom);
    }
}
