using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Channels to blocks of positions, or back (gs_tiling_layer.cpp of the fork of Xilinx and DeePhi, for face detection). Its default of
/// <c>reverse</c> is not known here.
/// </summary>
public sealed class GSTiling : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Channels become blocks of positions if reverse, else positions channels.";

    /// <inheritdoc/>
    public override string ParameterField => "gs_tiling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("GSTilingParameter").UInt("stride").Bool("reverse");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("gs_tiling_param { stride: 2 reverse: true }", [2, 8, 3, 5]),
        new("gs_tiling_param { stride: 2 reverse: false }", [2, 3, 4, 6]),
        new("gs_tiling_param { stride: 2 reverse: true }", [1, 4, 1, 2])
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
        if (!layer.Parameter.Has("reverse"))
            throw layer.Error("it does not say reverse; write reverse: true (channels become positions) or reverse: false");
        var lowering = new Lowering(layer);
        return lowering.Layer(layer.Parameter.Bool("reverse", false)
            ? SpaceDepth.ToSpace(layer, lowering, stride, channelsLast: false, channelsTogether: false, "stride")
            : SpaceDepth.ToDepth(layer, lowering, stride, channelsLast: false, "stride"));
    }
}
