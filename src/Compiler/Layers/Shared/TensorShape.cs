using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The lengths of a bottom's axes, as numbers (synopsys-caffe, python/shape.py): what is left of a TensorFlow graph. Its top has no
/// N: its first number is the batch size.
/// </summary>
public sealed class TensorShape : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "shape.TensorShape";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The lengths of its bottom's axes, one number an axis.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("python_param { module: 'shape' layer: 'TensorShape' }", [1, 2, 3])
        {
            InputValues = [[1, 2, 3, 4, 5, 6]],
            Expected = [[1, 2, 3]],
        },
        new("python_param { module: 'shape' layer: 'TensorShape' }", [2, 18, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.TensorShape(), ValueShape.Of(layer.Bottom.Rank));
    }
}
