using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Layers;

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
        long length = layer.Bottom.CountBetween(axis, layer.Bottom.Rank);
        if (length * outputs > int.MaxValue)
            throw layer.Error($"its {outputs}×{length} weights are more than {int.MaxValue}", "num_output");
        bool transpose = layer.Parameter.Bool("transpose", false), bias = layer.Parameter.Bool("bias_term", true);
        OperationCall call = new OperationCall("InnerProduct").With("NumOutput", outputs)
            .With("Axis", axis, unless: 1).With("Transpose", transpose, unless: false).With("Bias", bias, unless: true);
        Shape weights = transpose ? Shape.Of((int)length, outputs) : Shape.Of(outputs, (int)length);
        Shape top = layer.Bottom.Axes(0, axis).Then(outputs);
        CompiledLayer compiled = bias ? new CompiledLayer(call, top, weights, Shape.Of(outputs)) : new CompiledLayer(call, top, weights);
        return compiled with { Role = FusionRole.Product };
    }
}
