using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Channels to blocks of positions (synopsys-caffe, depth_to_space_layer.cpp, which follows TensorFlow and ONNX).</summary>
public sealed class DepthToSpace : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Channels become blocks of block_size × block_size positions.";

    /// <inheritdoc/>
    public override string ParameterField => "depth_to_space_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("DepthToSpaceParameter").Int("block_size").String("data_format");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("depth_to_space_param { block_size: 2 }", [2, 3, 5, 8]),
        new("depth_to_space_param { block_size: 2 data_format: 'NCHW' }", [2, 12, 3, 5]),
        new("depth_to_space_param { block_size: 3 data_format: 'DCR' }", [1, 18, 2, 3]),
        new("depth_to_space_param { block_size: 2 data_format: 'CRD' }", [2, 12, 3, 5]),
        new("depth_to_space_param { block_size: 2 }", [1, 1, 2, 4])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 1, 4, 5, 2, 3, 6, 7]],
        },
        new("depth_to_space_param { block_size: 2 data_format: 'CRD' }", [1, 8, 1, 1])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 1, 2, 3, 4, 5, 6, 7]],
        },
        new("depth_to_space_param { block_size: 2 data_format: 'DCR' }", [1, 8, 1, 1])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 2, 4, 6, 1, 3, 5, 7]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int size = layer.Positive("block_size");
        bool channelsLast = SpaceDepth.ReadChannelsLast(layer, "NCHW", "DCR", "CRD");
        bool channelsTogether = layer.Parameter.String("data_format", "NHWC") == "CRD";
        var lowering = new Lowering(layer);
        return lowering.Layer(SpaceDepth.ToSpace(layer, lowering, size, channelsLast, channelsTogether, "block_size"));
    }
}
