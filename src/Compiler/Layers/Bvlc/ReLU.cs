using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

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
    public override MessageSchema Parameter { get; } = new MessageSchema("ReLUParameter")
        .Float("negative_slope").Enum("engine", "DEFAULT", "CAFFE", "CUDNN")
        .Bool("relu6").Float("maximum").Float("minimum");

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
        return new CompiledLayer(Read(layer, layer.Parameter), layer.Bottom);
    }

    /// <summary>
    /// Reads the fields, also where they stand in another layer. <c>relu6</c>, <c>maximum</c> and <c>minimum</c> are of Synopsys' fork
    /// (relu_layer.cpp), <c>relu6</c> of some others too.
    /// </summary>
    /// <exception cref="LayerException">A field has a value that is not supported.</exception>
    internal static Op.ReLU Read(LayerContext layer, FieldReader fields)
    {
        float maximum = fields.Bool("relu6", false) ? 6 : float.PositiveInfinity, given = fields.Float("maximum", 0);
        if (given > 0)
            maximum = Math.Min(maximum, given);
        // What comes out is not negative without a slope, so a negative minimum changes nothing.
        float slope = fields.Float("negative_slope", 0), minimum = fields.Float("minimum", 0);
        return minimum > 0 || (minimum < 0 && slope != 0)
            ? throw layer.Error($"minimum is {minimum}; a ReLU with a smallest value other than 0 is not supported", "minimum")
            : new Op.ReLU(slope, maximum);
    }
}
