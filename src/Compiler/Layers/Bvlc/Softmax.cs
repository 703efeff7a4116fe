using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Probabilities from scores.</summary>
public sealed class Softmax : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "exp(x) divided by its sum along an axis: probabilities from scores.";

    /// <inheritdoc/>
    public override string ParameterField => "softmax_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SoftmaxParameter")
        .Int("axis").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 10]),
        new("", [2, 5, 3, 4]),
        new("softmax_param { axis: -1 }", [2, 3, 17]),
        new("softmax_param { axis: 2 }", [1, 3, 4, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Softmax(layer.Axis("axis", 1)), layer.Bottom);
    }
}
