using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// min(max(x, 0), 6), a type of its own in forks (relu6_layer.cpp, the same in all); elsewhere it
/// is the field <c>relu6</c> of a ReLU.
/// </summary>
public sealed class ReLU6 : LayerDefinition
{
    private const float Six = 6;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x limited to 0 … 6. Follows the rule of guided backprop and deconvnet.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 5, 4]),
        new("", [1, 1, 2, 3]) { InputValues = [[-1, 1, 5, 5.5f, 7, 100]], Expected = [[0, 1, 5, 5.5f, 6, 6]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.ReLU(Maximum: Six), layer.Bottom);
    }
}
