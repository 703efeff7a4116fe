using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A fully connected layer.</summary>
public sealed class InnerProduct : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Fully connected: a matrix times the vectors that the axes from `axis` on form.";

    /// <inheritdoc/>
    public override string ParameterField => "inner_product_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("InnerProductParameter")
        .UInt("num_output").Bool("bias_term").Int("axis").Bool("transpose")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("inner_product_param { num_output: 10 }", [1, 3, 4, 5]),
        new("inner_product_param { num_output: 7 bias_term: false }", [3, 33]),
        new("inner_product_param { num_output: 9 axis: 2 }", [2, 3, 4, 5]),
        new("inner_product_param { num_output: 18 transpose: true }", [2, 40]),
        new("inner_product_param { num_output: 5 axis: -1 }", [2, 2, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int axis = layer.Axis("axis", 1), outputs = layer.Positive("num_output");
        long length = layer.Bottom.CountBetween(axis, layer.Bottom.Rank).Fixed;
        if (length * outputs > int.MaxValue)
            throw layer.Error($"its {outputs}×{length} weights are more than {int.MaxValue}", "num_output");
        bool transpose = layer.Parameter.Bool("transpose", false), bias = layer.Parameter.Bool("bias_term", true);
        var operation = new Op.InnerProduct(outputs, axis, transpose, bias);
        ValueShape weights = transpose ? ValueShape.Of(length, outputs) : ValueShape.Of(outputs, length);
        ValueShape top = layer.Bottom.Between(0, axis).Then(outputs);
        return bias ? new CompiledLayer(operation, top, weights, ValueShape.Of(outputs)) : new CompiledLayer(operation, top, weights);
    }
}
