using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The lengths of a bottom's axes, as numbers (synopsys-caffe, shape_layer.cpp). Its top has no N: its first number is the batch size. A
/// class called as its type would hide the word.
/// </summary>
public sealed class ShapeLayer : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "Shape";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The lengths of its bottom's axes, one number an axis.";

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [1, 2, 3])
        {
            InputValues = [[1, 2, 3, 4, 5, 6]],
            Expected = [[1, 2, 3]],
        },
        new("", [2, 18, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.TensorShape(), ValueShape.Of(layer.Bottom.Rank));
    }
}
