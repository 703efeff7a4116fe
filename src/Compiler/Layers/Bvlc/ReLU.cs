using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The rectifier, leaky if it has a negative slope.</summary>
public sealed class ReLU : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "x if positive, else slope·x; at most 6 with relu6. Follows the rule of guided backprop and deconvnet.";

    /// <inheritdoc/>
    public override string ParameterField => "relu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => RectifierRule.Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("relu_param { negative_slope: 0.1 }", [1, 2, 3, 19]),
        new("", [3, 7]),
        new("relu_param { relu6: true }", [2, 18, 5, 4]),
        new("relu_param { maximum: 0.5 }", [2, 18, 5, 4]),
        new("relu_param { maximum: 0.5 }", [3, 7]),
        new("relu_param { relu6: true }", [1, 1, 2, 3]) { InputValues = [[-1, 1, 5, 5.5f, 7, 100]], Expected = [[0, 1, 5, 5.5f, 6, 6]] },
        new("relu_param { negative_slope: 0.5 relu6: true }", [2, 3])
        {
            InputValues = [[-2, -1, 3, 5, 7, 100]],
            Expected = [[-1, -0.5f, 3, 5, 6, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(RectifierRule.Read(layer, layer.Parameter), layer.Bottom);
    }
}
