using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Yolo;

/// <summary>
/// Positions to channels in darknet's own order (eric612/MobileNet-YOLO, reorg_layer.hpp, after pjreddie/darknet). The reorg_layer.cpp of
/// synopsys-caffe swaps height and width of images that are not square; this one does not.
/// </summary>
public sealed class Reorg : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Yolo;

    /// <inheritdoc/>
    public override string Summary =>
        "Channels times stride², positions divided by it, in darknet's order; reverse turns channels into positions.";

    /// <inheritdoc/>
    public override string ParameterField => "reorg_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ReorgParameter").UInt("stride").Bool("reverse");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("reorg_param { stride: 2 }", [2, 8, 4, 6]),
        new("reorg_param { stride: 3 }", [1, 18, 3, 6]),
        new("reorg_param { stride: 2 reverse: true }", [2, 8, 3, 5]),
        new("reorg_param { stride: 2 }", [1, 4, 2, 2])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]],
            Expected = [[0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15]],
        },
        new("reorg_param { stride: 2 reverse: true }", [1, 4, 1, 2])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 2, 1, 3, 4, 6, 5, 7]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int stride = layer.Positive("stride");
        var lowering = new Lowering(layer);
        return lowering.Layer(layer.Parameter.Bool("reverse", false)
            ? SpaceDepth.ToSpace(layer, lowering, stride, channelsLast: false, channelsTogether: false, "stride")
            : SpaceDepth.Reorg(layer, lowering, stride, "stride"));
    }
}
