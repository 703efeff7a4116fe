using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A Convolution with a group for each channel (yonghenglh6/DepthwiseConvolution, depthwise_conv_layer.cpp, which MobileNet-YOLO and others
/// have): fields and weights are those of a Convolution.
/// </summary>
public sealed class DepthwiseConvolution : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A Convolution whose group is its number of channels.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = ConvolutionRule.Parameter();

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { num_output: 18 kernel_size: 3 pad: 1 stride: 2 group: 18 }", [2, 18, 7, 6]),
        new("convolution_param { num_output: 4 kernel_size: 3 group: 4 bias_term: false }", [1, 4, 5, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.RequireRank(4, 4);
        int channels = layer.FixedLength(1), outputs = layer.Positive("num_output"), group = layer.Parameter.Int("group", 1);
        // The fork's kernels for GPUs take it for granted; those for CPUs would compute something else.
        return group == channels && outputs % channels == 0
            ? ConvolutionRule.Compile(layer, isTransposed: false)
            : throw layer.Error(
                $"num_output is {outputs} and group {group}, but its bottom {layer.Bottom} has {channels} channels; "
                + $"write group: {channels}, and as many outputs or a multiple, or type: \"Convolution\" if that is meant",
                "group");
    }
}
