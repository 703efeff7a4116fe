using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Two-dimensional convolution with groups and dilation.</summary>
public sealed class Convolution : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Convolution in two dimensions: groups, dilation, rectangular kernels, with or without bias.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ConvolutionParameter")
        .UInt("num_output").Bool("bias_term").UInt("group").Int("axis")
        .UInts("kernel_size").UInt("kernel_h").UInt("kernel_w")
        .UInts("stride").UInt("stride_h").UInt("stride_w")
        .UInts("pad").UInt("pad_h").UInt("pad_w").UInts("dilation")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
        .Enum("engine", "DEFAULT", "CAFFE", "CUDNN").Bool("force_nd_im2col");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { num_output: 5 kernel_size: 3 pad: 1 }", [2, 3, 7, 6]),
        new("convolution_param { num_output: 16 kernel_size: 3 }", [1, 16, 9, 17]),
        new("convolution_param { num_output: 6 kernel_size: 1 bias_term: false }", [1, 4, 5, 5]),
        new("convolution_param { num_output: 6 kernel_h: 2 kernel_w: 3 stride_h: 2 stride_w: 1 pad_h: 0 pad_w: 2 group: 2 }", [1, 4, 7, 6]),
        new("convolution_param { num_output: 4 kernel_size: 3 dilation: 2 pad: 2 }", [1, 2, 8, 9]),
        new("convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad: 1 group: 8 }", [1, 8, 9, 8]),
        new("convolution_param { num_output: 3 kernel_size: 5 stride: 3 }", [1, 3, 11, 12]),
        new("convolution_param { num_output: 9 kernel_size: 3 pad: 1 }", [1, 64, 4, 5]),
        new("convolution_param { num_output: 10 kernel_size: 5 stride: 2 pad: 2 }", [1, 3, 29, 31]),
        new("convolution_param { num_output: 140 kernel_size: 1 stride: 2 }", [2, 3, 5, 5]),
        new("convolution_param { num_output: 17 kernel_h: 1 kernel_w: 2 stride: 3 }", [1, 2, 5, 7]),
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
        long height = layer.FixedLength(2) + 2L * window.PadH, width = layer.FixedLength(3) + 2L * window.PadW;
        Window.RequireCountable(layer, "bottom", channels, height, width);
        long Size(long padded, long extent, int stride, int pad) => extent > padded
            ? throw layer.Error(
                $"its kernel covers {extent} positions, more than its bottom {layer.Bottom} has even with pad {pad}", "kernel_size")
            : (padded - extent) / stride + 1;
        var top = ValueShape.Of(
            layer.Bottom[0], outputs,
            Size(height, window.ExtentH, window.StrideH, window.PadH),
            Size(width, window.ExtentW, window.StrideW, window.PadW));
        bool bias = layer.Parameter.Bool("bias_term", true);
        var operation = new Op.Convolution(
            outputs, window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW,
            window.DilationH, window.DilationW, group, bias);
        var weights = ValueShape.Of(outputs, channels / group, window.KernelH, window.KernelW);
        return bias ? new CompiledLayer(operation, top, weights, ValueShape.Of(outputs)) : new CompiledLayer(operation, top, weights);
    }
}
