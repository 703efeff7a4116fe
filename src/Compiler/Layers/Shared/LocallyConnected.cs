using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A convolution with kernels of its own at each position, as <see cref="Local"/>, under the name that other forks give it
/// (locally_connected_layer.cpp); also the <c>locally_connected</c> of Caffe's first format.
/// </summary>
public sealed class LocallyConnected : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A Convolution with other weights at each position of its output.";

    /// <inheritdoc/>
    public override string ParameterField => "locally_connected_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = LocalRule.Parameter("LocallyConnectedParameter");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("locally_connected_param { num_output: 3 kernel_size: 2 pad: 1 }", [2, 2, 3, 2]),
        new("locally_connected_param { num_output: 1 kernel_size: 1 stride: 2 bias_term: false }", [1, 2, 1, 3])
        {
            InputValues = [[1, 2, 3, 4, 5, 6]],
            WeightValues = [[1, 2, 10, 20]],
            Expected = [[41, 126]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => LocalRule.Compile(layer);
}
