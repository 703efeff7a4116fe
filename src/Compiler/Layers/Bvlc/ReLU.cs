using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The rectifier, leaky if it has a negative slope.</summary>
public sealed class ReLU : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "x if positive, else slope·x. Follows the rule of guided backprop and deconvnet.";

    /// <inheritdoc/>
    public override string ParameterField => "relu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ReLUParameter")
        .Float("negative_slope").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("relu_param { negative_slope: 0.1 }", [1, 2, 3, 19]),
        new("", [3, 7]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.ReLU(layer.Parameter.Float("negative_slope", 0)), layer.Bottom);
    }
}
