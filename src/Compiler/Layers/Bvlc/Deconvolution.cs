using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Transposed convolution: what the gradient of a convolution computes.</summary>
public sealed class Deconvolution : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Transposed convolution, the data gradient of a Convolution: upsampling with learned weights.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = ConvolutionRule.Parameter();

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }", [2, 5, 4, 3]),
        new("convolution_param { num_output: 4 kernel_size: 3 group: 2 bias_term: false }", [1, 6, 5, 5]),
        new("convolution_param { num_output: 4 kernel_h: 2 kernel_w: 3 stride_h: 3 stride_w: 2 dilation: 2 }", [1, 2, 3, 4]),
        new("convolution_param { num_output: 6 kernel_size: 4 stride: 2 pad: 1 group: 6 }", [1, 6, 5, 4]),
        new("convolution_param { num_output: 4 kernel_size: 3 stride: 2 pad_l: 1 pad_r: 0 pad_t: 0 pad_b: 1 }", [2, 5, 4, 3]),
        new("convolution_param { num_output: 18 kernel_size: 3 stride: 2 pad_l: 1 pad_r: -1 pad_t: -1 pad_b: 1 }", [1, 17, 3, 4]),
        new("convolution_param { num_output: 4 kernel_size: 4 stride: 2 pad: 1 }", [2, 3, 4, 5], [2, 3, 4, 5]) { Tops = 2 },
        new("convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }", [2, 5, 7]),
        new("convolution_param { num_output: 3 kernel_size: 2 kernel_size: 3 kernel_size: 4 stride: 2 pad: 1 }", [2, 5, 4, 3, 2]),
        new("convolution_param { num_output: 34 kernel_size: 3 stride: 1 dilation: 2 group: 2 pad: 1 }", [1, 4, 2, 3, 3]),
        new("convolution_param { num_output: 2 kernel_size: 2 axis: 2 stride: 2 }", [1, 2, 3, 2, 3, 2]),
        new("convolution_param { num_output: 2 kernel_size: 2 }", [1, 2, 2, 2, 2], [1, 2, 2, 2, 2]) { Tops = 2 },
        new(
            "convolution_param { num_output: 1 kernel_size: 2 kernel_size: 1 kernel_size: 1 stride: 1 stride: 1 stride: 2 }",
            [1, 1, 2, 1, 2])
        {
            // Planes 1 2 and 3 4, each once by 10 and, a plane later, once by 100; columns 2 apart; and 0.5.
            InputValues = [[1, 2, 3, 4]],
            WeightValues = [[10, 100], [0.5f]],
            Expected = [[10.5f, 0.5f, 20.5f, 130.5f, 0.5f, 240.5f, 300.5f, 0.5f, 400.5f]],
        },
        new("convolution_param { num_output: 1 kernel_size: 2 bias_term: false }", [1, 1, 2])
        {
            InputValues = [[1, 2]],
            WeightValues = [[3, 4]],
            Expected = [[3, 10, 8]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => ConvolutionRule.Compile(layer, isTransposed: true);
}
