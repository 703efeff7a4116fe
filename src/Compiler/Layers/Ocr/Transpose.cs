using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Ocr;

/// <summary>Axes in another order (senlinuc/caffe_ocr, transpose_layer.cpp).</summary>
public sealed class Transpose : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ocr;

    /// <inheritdoc/>
    public override string Summary => "Axis i of its top is axis dim[i] of its bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "transpose_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("TransposeParameter").Ints("dim");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("transpose_param { dim: 3 dim: 2 dim: 0 dim: 1 }", [1, 18, 2, 5]),
        new("transpose_param { dim: 0 dim: 2 dim: 3 dim: 1 }", [2, 18, 3, 5]),
        new("transpose_param { dim: 1 dim: 0 }", [2, 3])
        {
            InputValues = [[0, 1, 2, 3, 4, 5]],
            Expected = [[0, 3, 1, 4, 2, 5]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int[] order = [.. layer.Parameter.Ints("dim")];
        if (!order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, layer.Bottom.Rank)))
        {
            throw layer.Error(
                $"its dim are {string.Join(", ", order)}; they must be 0 … {layer.Bottom.Rank - 1}, the axes of its bottom {layer.Bottom}, "
                + "each once",
                "dim");
        }
        var lowering = new Lowering(layer);
        return lowering.Layer(lowering.Permute(lowering.Bottom(), order));
    }
}
