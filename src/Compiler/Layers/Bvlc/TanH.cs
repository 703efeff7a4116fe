using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The hyperbolic tangent.</summary>
public sealed class TanH : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The hyperbolic tangent.";

    /// <inheritdoc/>
    public override string ParameterField => "tanh_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("TanHParameter").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

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
        return new CompiledLayer(new Op.TanH(), layer.Bottom);
    }
}
