using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A bottom scaled by channel, and another added: the end of a squeeze-and-excitation block (hujie-frank/SENet, axpy_layer.cpp).
/// </summary>
public sealed class Axpy : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "a·x + y, where the first bottom a has a factor for each channel of each image.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 1, 1], [2, 18, 3, 5], [2, 18, 3, 5]),
        new("", [2, 3], [2, 3, 4, 5], [2, 3, 4, 5]),
        new("", [1, 2, 1, 1], [1, 2, 1, 2], [1, 2, 1, 2])
        {
            InputValues = [[2, -1], [1, 2, 3, 4], [10, 20, 30, 40]],
            Expected = [[12, 24, 27, 36]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 3);
        ValueShape a = layer.Bottom, x = layer.Bottoms[1], y = layer.Bottoms[2];
        bool fits = x == y && x.Rank >= 2 && a.Rank >= 2 && a.Between(0, 2) == x.Between(0, 2);
        for (int axis = 2; axis < a.Rank; axis++)
            fits &= a[axis] == 1;
        if (!fits)
        {
            throw layer.Error(
                $"its bottoms are {a}, {x} and {y}; the first needs the first two axes of the second and no others that are longer than 1, "
                + "the third the shape of the second");
        }
        var lowering = new Lowering(layer);
        Term scale = lowering.Reshape(lowering.Bottom(), a.Between(0, 2));
        Term scaled = lowering.Add(new Op.Scale(0), x, lowering.Bottom(1), scale);
        return lowering.Layer(lowering.Add(new Op.Eltwise(), x, scaled, lowering.Bottom(2)));
    }
}
