using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Vectors of words.</summary>
public sealed class Embed : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "For each number 0 … input_dim − 1 of its bottom, that row of a learned table. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "embed_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("EmbedParameter")
        .UInt("num_output").UInt("input_dim").Bool("bias_term")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("embed_param { input_dim: 11 num_output: 6 }", [5]) { IndicesBelow = 11 },
        new("embed_param { input_dim: 4 num_output: 19 bias_term: false }", [2, 3]) { IndicesBelow = 4 },
        new("embed_param { input_dim: 3 num_output: 2 }", [3])
        {
            IndicesBelow = 3,
            InputValues = [[2, 0, 2]],
            WeightValues = [[1, 2, 3, 4, 5, 6], [0.5f, -1]],
            Expected = [[5.5f, 5, 1.5f, 1, 5.5f, 5]],
        },
        new("embed_param { input_dim: 2 num_output: 3 bias_term: false }", [1, 2])
        {
            IndicesBelow = 2,
            InputValues = [[1, 0]],
            WeightValues = [[1, 2, 3, 4, 5, 6]],
            Expected = [[4, 5, 6, 1, 2, 3]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int outputs = layer.Positive("num_output"), rows = layer.Positive("input_dim");
        bool bias = layer.Parameter.Bool("bias_term", true);
        var operation = new Op.Embed(bias);
        ValueShape top = layer.Bottom.Then(outputs), table = ValueShape.Of(rows, outputs);
        return bias ? new CompiledLayer(operation, top, table, ValueShape.Of(outputs)) : new CompiledLayer(operation, top, table);
    }
}
