using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Layers;

/// <summary>Dropout, which does nothing when a network is used.</summary>
public sealed class Dropout : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The identity: dropout acts in training only.";

    /// <inheritdoc/>
    public override string ParameterField => "dropout_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("DropoutParameter").Float("dropout_ratio").Bool("scale_train");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("dropout_param { dropout_ratio: 0.5 }", [1, 33]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new OperationCall("Copy"), layer.Bottom);
    }
}
