using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Transposed convolution: what the gradient of a convolution computes.</summary>
public sealed class Deconvolution : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Transposed convolution, the data gradient of a Convolution: upsampling with learned weights.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new Convolution().Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }", [2, 5, 4, 3]),
        new("convolution_param { num_output: 4 kernel_size: 3 group: 2 bias_term: false }", [1, 6, 5, 5]),
        new("convolution_param { num_output: 4 kernel_h: 2 kernel_w: 3 stride_h: 3 stride_w: 2 dilation: 2 }", [1, 2, 3, 4]),
        new("convolution_param { num_output: 6 kernel_size: 4 stride: 2 pad: 1 group: 6 }", [1, 6, 5, 4]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        if (layer.Axis("axis", 1) != 1)
            throw layer.Error($"axis is {layer.Parameter.Int("axis", 1)}; only the channel axis 1 is supported", "axis");
        int outputs = layer.Positive("num_output"), group = layer.Parameter.Int("group", 1), channels = layer.FixedLength(1);
        if (group < 1 || channels % group != 0 || outputs % group != 0)
            throw layer.Error($"group is {group}, which does not divide its {channels} input channels and {outputs} outputs", "group");

        Window window = Window.Read(layer);
        // With the padding, which is cut off.
        long height = (long)window.StrideH * (layer.FixedLength(2) - 1) + window.ExtentH;
        long width = (long)window.StrideW * (layer.FixedLength(3) - 1) + window.ExtentW;
        Window.RequireCountable(layer, "top", outputs, height, width);
        var top = ValueShape.Of(layer.Bottom[0], outputs, height - 2L * window.PadH, width - 2L * window.PadW);
        bool bias = layer.Parameter.Bool("bias_term", true);
        var operation = new Op.Deconvolution(
            outputs, window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW,
            window.DilationH, window.DilationW, group, bias);
        var weights = ValueShape.Of(channels, outputs / group, window.KernelH, window.KernelW);
        return bias ? new CompiledLayer(operation, top, weights, ValueShape.Of(outputs)) : new CompiledLayer(operation, top, weights);
    }
}
