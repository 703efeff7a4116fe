using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A Convolution whose sizes are given as shapes, a number an axis (chuckcho/video-caffe, cudnn_ndconv_layer.cpp).</summary>
public sealed class NdConvolution : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A Convolution over one, two or three axes, with kernel_shape, stride_shape and pad_shape.";

    /// <inheritdoc/>
    public override string ParameterField => "convolution_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ConvolutionParameter")
        .UInt("num_output").Bool("bias_term").UInt("group")
        .Message("kernel_shape", NetSchema.BlobShape).Message("stride_shape", NetSchema.BlobShape).Message("pad_shape", NetSchema.BlobShape)
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler).Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new(
            "convolution_param { num_output: 5 kernel_shape { dim: 2 dim: 3 dim: 3 } pad_shape { dim: 1 dim: 1 dim: 1 } }",
            [2, 3, 3, 5, 4]),
        new("convolution_param { num_output: 5 kernel_shape { dim: 2 dim: 3 } stride_shape { dim: 2 dim: 1 } }", [1, 3, 5, 4]),
        new("convolution_param { num_output: 1 bias_term: false kernel_shape { dim: 2 dim: 2 dim: 2 } }", [1, 1, 3, 2, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
            WeightValues = [[1, 0, 0, 0, 0, 0, 0, 10]],
            Expected = [[81, 125]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => ConvolutionRule.Compile(layer, isTransposed: false);
}
