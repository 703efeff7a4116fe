using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The logistic function.</summary>
public sealed class Sigmoid : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "1 / (1 + exp(−x)).";

    /// <inheritdoc/>
    public override string ParameterField => "sigmoid_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SigmoidParameter").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("", [1, 17]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Sigmoid(), layer.Bottom);
    }
}
