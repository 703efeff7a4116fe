using CaffeSharpGen.Compiler.Problems;
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

        int[] offsets = OffsetsWithout(layer, axis, given);
        ValueShape top = bottom;
        for (int i = axis; i < bottom.Rank; i++)
        {
            if (given.Count > 0)
                offsets[i] = given.Count == 1 ? given[0] : given[i - axis];
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

    // Forks in which Crop has no parameters crop so that both bottoms lie on each other (longjon/caffe future, s9xie/hed, crop_layer.cpp).
    private static int[] OffsetsWithout(LayerContext layer, int axis, IReadOnlyList<int> given)
    {
        int[] offsets = new int[layer.Bottom.Rank];
        if (given.Count > 0 || offsets.Length != 4 || axis > 2)
            return offsets;
        Alignment? found = layer.FindAlignment();
        if (layer.AlignsCrop)
        {
            Alignment needed = found ?? throw layer.Error(
                $"{layer.SettingNames.AlignCrop} aligns bottoms that come from one value in the same resolution; "
                + $"its bottoms {layer.Bottom} and {layer.Bottoms[1]} do not; give it an offset");
            (offsets[2], offsets[3]) = (needed.OffsetH, needed.OffsetW);
        }
        else if (found is { } apart && apart != default)
        {
            bool areEqual = apart.OffsetH == apart.OffsetW;
            string offset = areEqual ? $"offset: {apart.OffsetH}" : $"offset: {apart.OffsetH} offset: {apart.OffsetW}";
            string axes = areEqual ? $"{apart.OffsetH}" : $"{apart.OffsetH} and {apart.OffsetW}";
            string wayOut = apart.OffsetH < 0 || apart.OffsetW < 0
                ? "no offset aligns them"
                : $"crop_param {{ {offset} }} aligns them, "
                  + $"and {layer.SettingNames.Called(layer.SettingNames.On(layer.SettingNames.AlignCrop))} all such layers";
            layer.Warn(ProblemCodes.UnalignedCrop,
                $"without an offset BVLC's Caffe crops at 0, where its bottoms lie {axes} pixels apart; forks, in which weights of HED and "
                + $"FCN were trained, align them by themselves; {wayOut}; crop_param {{ offset: 0 }} says that 0 is meant");
        }
        return offsets;
    }
}
