using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Blocks of positions to channels (synopsys-caffe, space_to_depth_layer.cpp, which follows TensorFlow).</summary>
public sealed class SpaceToDepth : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Blocks of block_size × block_size positions become channels.";

    /// <inheritdoc/>
    public override string ParameterField => "space_to_depth_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SpaceToDepthParameter").Int("block_size").String("data_format");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("space_to_depth_param { block_size: 2 }", [2, 4, 6, 3]),
        new("space_to_depth_param { block_size: 2 data_format: 'NCHW' }", [2, 3, 4, 6]),
        new("space_to_depth_param { block_size: 2 }", [1, 2, 4, 1])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 1, 4, 5, 2, 3, 6, 7]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int size = layer.Positive("block_size");
        bool channelsLast = SpaceDepth.ReadChannelsLast(layer, "NCHW");
        var lowering = new Lowering(layer);
        return lowering.Layer(SpaceDepth.ToDepth(layer, lowering, size, channelsLast, "block_size"));
    }
}
