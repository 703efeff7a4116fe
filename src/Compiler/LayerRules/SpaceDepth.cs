using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>Blocks of positions that become channels, and back: permutations of N×C×H×W, or of N×H×W×C.</summary>
internal static class SpaceDepth
{
    /// <summary>
    /// Each s×s block of positions becomes one position with s² times the channels: first all channels of the block's first position.
    /// </summary>
    public static Term ToDepth(LayerContext layer, Lowering lowering, int size, bool channelsLast, string field)
    {
        (Dim n, long c, long h, long w) = Axes(layer, channelsLast);
        Require(layer, h % size == 0 && w % size == 0, $"its height {h} and width {w} must be multiples of {size}", field);
        return channelsLast
            ? lowering.Rearrange(
                lowering.Bottom(), ValueShape.Of(n, h / size, size, w / size, size, c), [0, 1, 3, 2, 4, 5],
                ValueShape.Of(n, h / size, w / size, c * size * size))
            : lowering.Rearrange(
                lowering.Bottom(), ValueShape.Of(n, c, h / size, size, w / size, size), [0, 3, 5, 1, 2, 4],
                ValueShape.Of(n, c * size * size, h / size, w / size));
    }

    /// <summary>The other way round: channels become blocks of positions.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="lowering">Its operations.</param>
    /// <param name="size">Length of a block's side.</param>
    /// <param name="channelsLast">Whether the bottom is N×H×W×C.</param>
    /// <param name="channelsTogether">Whether all positions of a channel follow each other, instead of all channels of a position.</param>
    /// <param name="field">The field that gives the size.</param>
    public static Term ToSpace(
        LayerContext layer, Lowering lowering, int size, bool channelsLast, bool channelsTogether, string field)
    {
        (Dim n, long c, long h, long w) = Axes(layer, channelsLast);
        long square = (long)size * size, fewer = c / square;
        Require(layer, c % square == 0, $"its {c} channels must be a multiple of {size}²", field);
        if (channelsLast)
        {
            return lowering.Rearrange(
                lowering.Bottom(), ValueShape.Of(n, h, w, size, size, fewer), [0, 1, 3, 2, 4, 5],
                ValueShape.Of(n, h * size, w * size, fewer));
        }
        ValueShape top = ValueShape.Of(n, fewer, h * size, w * size);
        return channelsTogether
            ? lowering.Rearrange(lowering.Bottom(), ValueShape.Of(n, fewer, size, size, h, w), [0, 1, 4, 2, 5, 3], top)
            : lowering.Rearrange(lowering.Bottom(), ValueShape.Of(n, size, size, fewer, h, w), [0, 3, 4, 1, 5, 2], top);
    }

    /// <summary>
    /// Darknet's reorg: s² times the channels and positions s times as far apart, as <see cref="ToDepth"/>, but of the elements seen as
    /// C/s² × s·H × s·W.
    /// </summary>
    public static Term Reorg(LayerContext layer, Lowering lowering, int stride, string field)
    {
        (Dim n, long c, long h, long w) = Axes(layer, channelsLast: false);
        long square = (long)stride * stride;
        Require(
            layer, c % square == 0 && h % stride == 0 && w % stride == 0,
            $"its {c} channels must be a multiple of {stride}², its height {h} and width {w} multiples of {stride}", field);
        return lowering.Rearrange(
            lowering.Bottom(), ValueShape.Of(n, c / square, h, stride, w, stride), [0, 3, 5, 1, 2, 4],
            ValueShape.Of(n, c * square, h / stride, w / stride));
    }

    /// <summary>The data formats that forks after TensorFlow know.</summary>
    public static bool ReadChannelsLast(LayerContext layer, params string[] others)
    {
        string format = layer.Parameter.String("data_format", "NHWC");
        if (format == "NHWC")
            return true;
        if (!others.Contains(format))
            throw layer.Error($"data_format is \"{format}\"; NHWC, {string.Join(", ", others)} are known", "data_format");
        return false;
    }

    private static (Dim N, long C, long H, long W) Axes(LayerContext layer, bool channelsLast)
    {
        layer.RequireRank(4, 4);
        return channelsLast
            ? (layer.Bottom[0], layer.FixedLength(3), layer.FixedLength(1), layer.FixedLength(2))
            : (layer.Bottom[0], layer.FixedLength(1), layer.FixedLength(2), layer.FixedLength(3));
    }

    private static void Require(LayerContext layer, bool holds, string what, string field)
    {
        if (!holds)
            throw layer.Error($"its bottom is {layer.Bottom}; {what}", field);
    }
}
