using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The windows of a convolution as channels (im2col_layer.cpp).</summary>
public sealed class Im2col : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "What each window of a convolution covers, as channels: a channel for each of its positions in each channel.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new Convolution().Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { kernel_size: 3 pad: 1 }", [2, 3, 4, 5]),
        new("convolution_param { kernel_h: 2 kernel_w: 3 stride_h: 2 stride_w: 1 pad_h: 1 pad_w: 0 }", [1, 18, 5, 6]),
        new("convolution_param { kernel_size: 2 dilation: 2 stride: 2 }", [2, 2, 7, 6]),
        new("convolution_param { kernel_size: 2 pad: 1 stride: 2 }", [1, 1, 2, 2])
        {
            InputValues = [[1, 2, 3, 4]],
            Expected = [[0, 0, 0, 4, 0, 0, 3, 0, 0, 2, 0, 0, 1, 0, 0, 0]],
        },
        new("convolution_param { kernel_h: 1 kernel_w: 2 }", [1, 2, 1, 3])
        {
            InputValues = [[1, 2, 3, 4, 5, 6]],
            Expected = [[1, 2, 2, 3, 4, 5, 5, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        if (layer.Axis("axis", 1) != 1)
            throw layer.Error($"axis is {layer.Parameter.Int("axis", 1)}; only the channel axis 1 is supported", "axis");
        int channels = layer.FixedLength(1), height = layer.FixedLength(2), width = layer.FixedLength(3);
        Window window = Window.Read(layer);
        Window.RequireCountable(layer, "bottom", channels, height + 2L * window.PadH, width + 2L * window.PadW);
        long rows = (height + 2L * window.PadH - window.ExtentH) / window.StrideH + 1;
        long columns = (width + 2L * window.PadW - window.ExtentW) / window.StrideW + 1;
        if (height + 2L * window.PadH < window.ExtentH || width + 2L * window.PadW < window.ExtentW)
        {
            throw layer.Error(
                $"its window covers {window.ExtentH}×{window.ExtentW} positions, more than its bottom {layer.Bottom} has with its padding",
                "kernel_size");
        }
        var top = ValueShape.Of(layer.Bottom[0], (long)channels * window.KernelH * window.KernelW, rows, columns);
        return new CompiledLayer(
            new Op.Im2col(
                window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW,
                window.DilationH, window.DilationW),
            top);
    }
}
