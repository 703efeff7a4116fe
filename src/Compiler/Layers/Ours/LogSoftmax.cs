using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ours;

/// <summary>Logarithms of probabilities. Caffe has no such type; this one is CaffeSharpGen's.</summary>
public sealed class LogSoftmax : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ours;

    /// <inheritdoc/>
    public override string Summary =>
        "x minus the logarithm of the sum of exp(x) along an axis: logarithms of probabilities. Not in Caffe.";

    /// <inheritdoc/>
    public override string ParameterField => "log_softmax_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LogSoftmaxParameter").Int("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 10]),
        new("", [3, 37]),
        new("", [2, 5, 3, 7]),
        new("log_softmax_param { axis: -1 }", [2, 3, 17]),
        new("log_softmax_param { axis: 2 }", [1, 3, 4, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.LogSoftmax(layer.Axis("axis", 1)), layer.Bottom);
    }
}
