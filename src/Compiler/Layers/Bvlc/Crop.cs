using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A part of a bottom, as large as another.</summary>
public sealed class Crop : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The part of its first bottom, at an offset, that is as large as its second from an axis on.";

    /// <inheritdoc/>
    public override string ParameterField => "crop_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("CropParameter").Int("axis").UInts("offset");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("crop_param { offset: 1 }", [2, 3, 6, 7], [2, 3, 4, 5]),
        new("crop_param { offset: 2 offset: 0 }", [1, 2, 6, 7], [1, 5, 3, 7]),
        new("crop_param { axis: 1 offset: 1 offset: 0 offset: 2 }", [1, 4, 3, 5], [1, 2, 3, 3]),
        new("crop_param { offset: 1 }", [1, 2, 3, 3], [1, 2, 2, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], [0, 0, 0, 0, 0, 0, 0, 0]],
            Expected = [[5, 6, 8, 9, 14, 15, 17, 18]],
        },
        new("crop_param { axis: 1 offset: 1 offset: 0 offset: 2 }", [1, 3, 2, 3], [1, 2, 1, 1])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], [0, 0]],
            Expected = [[9, 15]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        ValueShape bottom = layer.Bottom, size = layer.Bottoms[1];
        int axis = layer.Axis("axis", 2);
        IReadOnlyList<int> given = layer.Parameter.Ints("offset");
        if (size.Rank != bottom.Rank || (given.Count > 1 && given.Count != bottom.Rank - axis))
        {
            throw layer.Error(
                $"its bottoms {bottom} and {size} need as many axes each, "
                + $"and no offset, one, or {bottom.Rank - axis} (it gives {given.Count})",
                "offset");
        }

        int[] offsets = new int[bottom.Rank];
        ValueShape top = bottom;
        for (int i = axis; i < bottom.Rank; i++)
        {
            offsets[i] = given.Count == 0 ? 0 : given.Count == 1 ? given[0] : given[i - axis];
            if (bottom[i].IsPerImage != size[i].IsPerImage)
                throw new NotSymbolicException();
            if (offsets[i] < 0 || offsets[i] + size[i].Length > bottom[i].Length)
            {
                throw layer.Error(
                    $"axis {i} of its first bottom {bottom} does not reach from offset {offsets[i]} over the {size[i]} of its second",
                    "offset");
            }
            top = top.With(i, size[i]);
        }
        return new CompiledLayer(new Op.Crop([.. offsets]), top);
    }
}
