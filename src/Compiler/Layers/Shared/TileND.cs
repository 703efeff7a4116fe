using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Copies of a bottom along its axes (synopsys-caffe, tile_nd_layer.cpp, which follows TensorFlow).</summary>
public sealed class TileND : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Copies of its bottom, one behind the other; a number of them for each axis.";

    /// <inheritdoc/>
    public override string ParameterField => "tile_nd_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("TileNDParameter").UInts("multiples");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("tile_nd_param { multiples: 1 multiples: 2 multiples: 1 multiples: 3 }", [2, 18, 3, 5]),
        new("tile_nd_param { multiples: 1 multiples: 1 }", [2, 3]),
        new("tile_nd_param { multiples: 2 multiples: 2 }", [1, 2]) { InputValues = [[1, 2]], Expected = [[1, 2, 1, 2, 1, 2, 1, 2]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        IReadOnlyList<int> multiples = layer.Parameter.Ints("multiples");
        if (multiples.Count != layer.Bottom.Rank || multiples.Any(multiple => multiple is < 1 or > Window.Most))
        {
            throw layer.Error(
                $"its multiples are {string.Join(", ", multiples)}; its bottom {layer.Bottom} needs {layer.Bottom.Rank}, "
                + $"each 1 to {Window.Most}",
                "multiples");
        }
        var lowering = new Lowering(layer);
        Term value = lowering.Bottom();
        for (int axis = 0; axis < multiples.Count; axis++)
        {
            if (multiples[axis] > 1)
            {
                ValueShape shape = value.Shape.With(axis, value.Shape[axis] * multiples[axis]);
                value = lowering.Add(new Op.Tile(axis, multiples[axis]), shape, value);
            }
        }
        return lowering.Layer(value);
    }
}
