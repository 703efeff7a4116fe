using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A convolution with one kernel for each channel, whatever <c>group</c> says (farmingyard/caffe-mobilenet and soeaver/py-RFCN-priv,
/// conv_dw_layer.cpp; Synopsys' fork, base_conv_layer.cpp). The first of these does not read <c>num_output</c>, the last makes several
/// outputs of a channel: where it is another number than the channels, an error asks.
/// </summary>
public sealed class ConvolutionDepthwise : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Convolution of each channel by a kernel of its own; group is not read.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = ConvolutionRule.Parameter();

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { num_output: 18 kernel_size: 3 pad: 1 stride: 2 }", [2, 18, 7, 6]),
        new("convolution_param { kernel_size: 3 dilation: 2 pad: 2 bias_term: false group: 2 }", [1, 4, 5, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.RequireRank(4, 4);
        int channels = layer.FixedLength(1), outputs = layer.Parameter.Int("num_output", channels);
        return outputs == channels
            ? ConvolutionRule.CompileDepthwise(layer, outputs)
            : throw layer.Error(
                $"num_output is {outputs}, but its bottom {layer.Bottom} has {channels} channels; some forks compute {channels} outputs, "
                + $"others {outputs}: write num_output: {channels}, or a Convolution with group: {channels}",
                "num_output");
    }
}
