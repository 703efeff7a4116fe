using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A convolution with kernels of its own at each position (happynear/caffe-windows, local_layer.cpp, after a pull request to BVLC/caffe
/// that many forks took over).
/// </summary>
public sealed class Local : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A Convolution with other weights at each position of its output.";

    /// <inheritdoc/>
    public override string ParameterField => "local_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = LocalRule.Parameter("LocalParameter");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("local_param { num_output: 18 kernel_size: 3 pad: 1 stride: 2 }", [2, 17, 5, 4]),
        new("local_param { num_output: 2 kernel_size: 2 bias_term: false }", [2, 3, 3, 4]),
        new("local_param { num_output: 2 kernel_size: 2 }", [1, 1, 2, 3])
        {
            // Windows 1 2 4 5 and 2 3 5 6; of each output its kernel of four elements, at the first and the second window.
            InputValues = [[1, 2, 3, 4, 5, 6]],
            WeightValues = [[1, 0, 0, 2, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, -1], [0.5f, 1, 2, -3]],
            Expected = [[6.5f, 13, 4, -4]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => LocalRule.Compile(layer);
}
