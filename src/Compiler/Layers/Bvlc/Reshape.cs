using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The same elements under other axes.</summary>
public sealed class Reshape : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The same elements under another shape; 0 keeps an axis, −1 takes what is left.";

    /// <inheritdoc/>
    public override string ParameterField => "reshape_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ReshapeParameter")
        .Message("shape", NetSchema.BlobShape).Int("axis").Int("num_axes").Int("pixelshuffler");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("reshape_param { shape { dim: 0 dim: -1 dim: 2 } }", [2, 3, 4]),
        new("reshape_param { shape { dim: 2 dim: -1 } axis: 1 num_axes: 2 }", [2, 3, 4, 5]),
        new("reshape_param { shape { dim: -1 } axis: 1 }", [2, 3, 4]),
        new("reshape_param { shape { dim: 0 dim: 2 dim: -1 dim: 1 } }", [1, 4, 1, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8]],
            Expected = [[1, 2, 3, 4, 5, 6, 7, 8]],
        },
        new("reshape_param { pixelshuffler: 2 }", [1, 8, 1, 2])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
            Expected = [[1, 3, 2, 4, 5, 7, 6, 8, 9, 11, 10, 12, 13, 15, 14, 16]],
        },
        new("reshape_param { pixelshuffler: 3 }", [2, 18, 2, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        if (layer.Parameter.Int("pixelshuffler", 1) != 1)
            return Shuffle(layer);
        ValueShape bottom = layer.Bottom;
        // The axis may lie one past the last: new axes of length 1 are then put at the end.
        int axis = layer.Parameter.Int("axis", 0), axes = layer.Parameter.Int("num_axes", -1);
        long from = axis < 0 ? (long)axis + bottom.Rank + 1 : axis, to = axes < 0 ? bottom.Rank : from + axes;
        if (from < 0 || from > bottom.Rank || axes < -1 || to > bottom.Rank)
            throw layer.Error($"axis {axis} and num_axes {axes} do not lie within the {bottom.Rank} axes of its bottom {bottom}", "axis");
        int start = (int)from, end = (int)to;

        int[] wanted = [.. layer.Parameter.Message("shape").Ints("dim")];
        if (wanted.Count(length => length == -1) > 1 || wanted.Any(length => length < -1))
            throw layer.Error("its shape may have one dim of -1, and none below", "shape");
        Dim[] lengths = new Dim[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == 0 && start + i >= end)
                throw layer.Error($"dim 0 keeps axis {start + i}, which is not among the axes it replaces of its bottom {bottom}", "shape");
            lengths[i] = wanted[i] == 0 ? bottom[start + i] : wanted[i];
        }
        int free = Array.IndexOf(wanted, -1);
        Dim count = bottom.CountBetween(start, end), given = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (i == free)
                continue;
            given *= lengths[i];
            // The product of two lengths fits 64 bits, that of more may not.
            if (given.Length > int.MaxValue)
            {
                throw layer.Error(
                    $"its shape has more than {int.MaxValue} elements, but the axes it replaces of its bottom {bottom} have {count}",
                    "shape");
            }
        }
        Dim rest = 1;
        if (free < 0 ? given != count : !count.TryDivide(given, out rest))
        {
            string elements = free < 0 ? $"{given}" : $"a multiple of {given}";
            throw layer.Error(
                $"its shape has {elements} elements, but the axes it replaces of its bottom {bottom} have {count}", "shape");
        }
        if (free >= 0)
            lengths[free] = rest;
        return new CompiledLayer(new Op.Copy(), bottom.Between(0, start).Then(lengths).Then(bottom.Between(end, bottom.Rank).Axes));
    }

    // Synopsys' fork, reshape_layer.cpp: channels become pixels, and the other fields are not read.
    private static CompiledLayer Shuffle(LayerContext layer)
    {
        layer.RequireRank(4, 4);
        int factor = layer.Positive("pixelshuffler"), channels = layer.FixedLength(1);
        long square = (long)factor * factor;
        if (channels % square != 0)
            throw layer.Error($"pixelshuffler is {factor}, whose square {square} does not divide its {channels} channels", "pixelshuffler");
        return new CompiledLayer(
            new Op.PixelShuffle(factor),
            ValueShape.Of(layer.Bottom[0], channels / square, layer.FixedLength(2) * (long)factor, layer.FixedLength(3) * (long)factor));
    }
}
