using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Copies of a bottom along an axis (tile_layer.cpp).</summary>
public sealed class Tile : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Its bottom, several times one behind the other along an axis.";

    /// <inheritdoc/>
    public override string ParameterField => "tile_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("TileParameter").Int("axis").Int("tiles");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("tile_param { tiles: 2 }", [2, 3, 4, 5]),
        new("tile_param { axis: 2 tiles: 3 }", [2, 18, 1, 1]),
        new("tile_param { axis: -1 tiles: 7 }", [2, 19, 3, 1]),
        new("tile_param { axis: 0 tiles: 2 }", [3, 2]),
        new("tile_param { tiles: 2 }", [2, 2, 1, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8]],
            Expected = [[1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8]],
        },
        new("tile_param { axis: 3 tiles: 3 }", [1, 2, 1, 1]) { InputValues = [[1, 2]], Expected = [[1, 1, 1, 2, 2, 2]] },
        new("tile_param { axis: 2 tiles: 2 }", [1, 1, 2, 2]) { InputValues = [[1, 2, 3, 4]], Expected = [[1, 2, 3, 4, 1, 2, 3, 4]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int axis = layer.Axis("axis", 1), tiles = layer.Positive("tiles");
        // The copies of an image would lie apart.
        Dim length = axis == 0 ? layer.Bottom[0].Fixed : layer.Bottom[axis];
        return new CompiledLayer(new Op.Tile(axis, tiles), layer.Bottom.With(axis, length * tiles));
    }
}
