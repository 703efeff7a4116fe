using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Convolution with groups and dilation, over one to three axes.</summary>
public sealed class Convolution : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Convolution over one, two or three axes: groups, dilation, rectangular kernels, padding by side; several bottoms share weights.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = ConvolutionRule.Parameter();

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
        // Forks: padding by side, in each algorithm of the fast kernels.
        new("convolution_param { num_output: 5 kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 0 pad_b: 1 }", [2, 3, 8, 9]),
        new("convolution_param { num_output: 20 kernel_size: 3 pad_l: 2 pad_r: 0 pad_t: 0 pad_b: 2 }", [2, 18, 7, 9]),
        new("convolution_param { num_output: 18 kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 0 pad_b: 1 group: 18 }", [2, 18, 8, 7]),
        new("convolution_param { num_output: 3 kernel_size: 1 pad_l: 1 pad_r: 0 pad_t: 0 pad_b: 2 }", [1, 17, 3, 4]),
        new("convolution_param { num_output: 6 kernel_size: 3 pad_type: 1 stride: 2 }", [1, 17, 8, 7]),
        new("convolution_param { num_output: 4 kernel_size: 2 pad_type: 1 dilation: 2 }", [1, 5, 6, 6]),
        new("convolution_param { num_output: 4 kernel_size: 1 pad_type: 1 stride: 3 }", [1, 5, 6, 7]),
        new(
            "convolution_param { num_output: 4 kernel_size: 3 fuse_type: FUSED_CONV_RELU relu_param { negative_slope: 0.1 } }",
            [2, 3, 5, 6]),
        new("convolution_param { num_output: 4 kernel_size: 3 fuse_type: FUSED_CONV_ELTWISE_RELU }", [2, 3, 5, 6], [2, 4, 3, 4]),
        new("convolution_param { num_output: 4 kernel_size: 3 relu: true }", [2, 3, 5, 6]),
        // Several bottoms, other axes, and one or three axes.
        new("convolution_param { num_output: 4 kernel_size: 3 pad: 1 }", [2, 3, 5, 6], [2, 3, 5, 6]) { Tops = 2 },
        new("convolution_param { num_output: 4 kernel_size: 2 axis: 2 }", [2, 2, 3, 4, 5]),
        new("convolution_param { num_output: 19 kernel_size: 3 pad: 1 stride: 2 }", [2, 3, 9]),
        new("convolution_param { num_output: 6 kernel_size: 3 pad: 1 group: 3 }", [2, 6, 4, 5, 6]),
        new(
            "convolution_param { num_output: 5 kernel_size: 3 kernel_size: 2 kernel_size: 1 stride: 2 pad: 1 bias_term: false }",
            [1, 17, 5, 4, 3]),
        new("convolution_param { num_output: 1 kernel_size: 2 bias_term: false }", [1, 1, 3, 2, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
            WeightValues = [[1, 0, 0, 0, 0, 0, 0, 10]],
            Expected = [[81, 125]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => ConvolutionRule.Compile(layer, isTransposed: false);
}
