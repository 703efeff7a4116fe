using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A factor for each position of each image (happynear/caffe-windows, channel_scale_layer.cpp); with <c>global_scale</c> one that training
/// kept for all.
/// </summary>
public sealed class ChannelScale : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "Its first bottom times its second, one factor a position for all channels, or times a learned factor.";

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
        new("channel_scale_param { global_scale: true max_global_scale: 3 }", [1, 2, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[1, 2, 3, 4], [10, -1]],
            WeightValues = [[2.5f]],
            Expected = [[2.5f, 5, 7.5f, 10]],
        },
        new("channel_scale_param { global_scale: true max_global_scale: 3 }", [1, 2, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[1, 2, 3, 4], [10, -1]],
            WeightValues = [[5]],
            Expected = [[3, 6, 9, 12]],
        },
        new("", [1, 2, 1, 2], [1, 1, 1, 2]) { InputValues = [[1, 2, 3, 4], [10, -1]], Expected = [[10, -2, 30, -4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(2, 4);
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
        if (layer.Parameter.Bool("global_scale", false))
        {
            // What training kept, within the limits of this file.
            Term kept = lowering.Add(new Op.Parameter(), ValueShape.Of(1), [ValueShape.Of(1)]);
            var limits = new Op.Clip(layer.Parameter.Float("min_global_scale", 0), layer.Parameter.Float("max_global_scale", 1000));
            Term factor = lowering.Reshape(lowering.Add(limits, ValueShape.Of(1), kept), ValueShape.Of());
            return lowering.Layer(lowering.Add(new Op.Scale(0), bottom, lowering.Bottom(), factor));
        }
        Term scale = lowering.Reshape(lowering.Bottom(1), bottom.With(1, 1));
        return lowering.Layer(BroadcastPair.Product(layer, lowering, lowering.Bottom(), scale));
    }
}
