using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A factor for each position of each image (happynear/caffe-windows, channel_scale_layer.cpp). Its global_scale, a running mean of the
/// factors, is not supported.
/// </summary>
public sealed class ChannelScale : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Its first bottom times its second, which has one factor a position for all channels.";

    /// <inheritdoc/>
    public override string ParameterField => "channel_scale_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ChannelScaleParameter")
        .Bool("do_forward").Bool("do_backward_feature").Bool("do_backward_scale").Bool("global_scale")
        .Float("max_global_scale").Float("min_global_scale").Float("init_global_scale");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5], [2, 1, 3, 5]),
        new("", [2, 18, 1, 1], [2, 1, 1, 1]),
        new("channel_scale_param { do_forward: false }", [2, 3, 1, 2], [2, 1, 1, 2]),
        new("", [1, 2, 1, 2], [1, 1, 1, 2]) { InputValues = [[1, 2, 3, 4], [10, -1]], Expected = [[10, -2, 30, -4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(2, 4);
        if (layer.Parameter.Bool("global_scale", false))
        {
            throw layer.Error(
                "its global_scale, one factor kept from training between two limits, is not supported; a Scale layer with num_axes: 0 "
                + "computes that",
                "global_scale");
        }
        ValueShape bottom = layer.Bottom, factors = layer.Bottoms[1];
        Dim positions = bottom.CountBetween(2, bottom.Rank);
        if (factors.Rank < 1 || factors[0] != bottom[0] || factors.CountBetween(1, factors.Rank) != positions)
        {
            throw layer.Error(
                $"its bottoms are {bottom} and {factors}; the second needs one factor for each of the {positions} positions of an image");
        }
        var lowering = new Lowering(layer);
        if (!layer.Parameter.Bool("do_forward", true))
            return lowering.Layer(lowering.Bottom());
        Term scale = lowering.Reshape(lowering.Bottom(1), bottom.With(1, 1));
        return lowering.Layer(BroadcastPair.Product(layer, lowering, lowering.Bottom(), scale));
    }
}
