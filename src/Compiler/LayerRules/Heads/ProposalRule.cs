using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Heads;

/// <summary>What the layers that make Faster R-CNN's regions share.</summary>
internal static class ProposalRule
{
    private const int HiddenColumns = 7;

    /// <summary>
    /// The anchors of the first position, for each ratio (height by width) of a base square one for each scale, by corners
    /// (rbgirshick/py-faster-rcnn: lib/rpn/generate_anchors.py).
    /// </summary>
    /// <param name="baseSize">Length of the square.</param>
    /// <param name="ratios">Height by width.</param>
    /// <param name="scales">How much larger than the square.</param>
    /// <param name="toEven">Whether halves are rounded to the even number, as NumPy does, or away from 0, as C++ does.</param>
    public static EquatableArray<float> Anchors(int baseSize, IEnumerable<float> ratios, IReadOnlyCollection<float> scales, bool toEven)
    {
        MidpointRounding rounding = toEven ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero;
        double center = 0.5 * (baseSize - 1), size = (double)baseSize * baseSize;
        var anchors = new List<float>();
        foreach (float ratio in ratios)
        {
            double width = Math.Round(Math.Sqrt(size / ratio), rounding), height = Math.Round(width * ratio, rounding);
            foreach (float scale in scales)
            {
                double halfWidth = 0.5 * (width * scale - 1), halfHeight = 0.5 * (height * scale - 1);
                anchors.AddRange(
                [
                    (float)(center - halfWidth), (float)(center - halfHeight), (float)(center + halfWidth), (float)(center + halfHeight),
                ]);
            }
        }
        return [.. anchors];
    }

    /// <summary>Reads feat_stride and the anchors of a layer in Python.</summary>
    /// <exception cref="LayerException">They are missing, or not positive.</exception>
    public static (int Stride, EquatableArray<float> Anchors) OfPython(LayerContext layer, PythonArguments arguments)
    {
        float[] scales = arguments.Has("scales") ? arguments.Numbers("scales") : [8, 16, 32];
        float[] ratios = arguments.Has("ratios") ? arguments.Numbers("ratios") : [0.5f, 1, 2];
        if (scales.Concat(ratios).Any(number => !(number > 0)) || scales.Length == 0 || ratios.Length == 0)
            throw layer.Error("its scales and ratios must be positive numbers", "param_str");
        int baseSize = arguments.Has("base_size") ? arguments.Int("base_size") : 16;
        return (arguments.Int("feat_stride"), Anchors(baseSize, ratios, scales, toEven: true));
    }

    /// <summary>
    /// The layer: rows with the score and the index of the anchor in addition, then the columns that Caffe's tops have, the regions and on
    /// request their scores.
    /// </summary>
    /// <exception cref="LayerException">The bottoms do not fit the anchors.</exception>
    /// <exception cref="NotSymbolicException">The bottoms depend on the batch size: such a network runs one image at a time.</exception>
    public static CompiledLayer Compile(LayerContext layer, Op.Proposal operation)
    {
        layer.Require(bottoms: 3, mostTops: 2);
        layer.RequireRank(4, 4);
        ValueShape scores = layer.Bottom, deltas = layer.Bottoms[1], image = layer.Bottoms[2];
        long anchors = operation.Anchors.Length / 4;
        if (scores[0].Fixed != 1)
            throw layer.Error($"its first bottom is {scores}; only one image at a time is supported, as in Caffe");
        if (scores[1].Fixed != 2 * anchors || deltas != scores.With(1, 4 * anchors))
        {
            throw layer.Error(
                $"its first two bottoms are {scores} and {deltas}; {anchors} anchors need {scores.With(1, 2 * anchors)} and "
                + $"{scores.With(1, 4 * anchors)}");
        }
        if (image.Rank < 1 || image.CountBetween(0, image.Rank).Fixed < 3)
            throw layer.Error($"its third bottom is {image}; height, width and scale of the image are needed");
        if (operation.FeatStride < 1)
            throw layer.Error($"feat_stride is {operation.FeatStride}; it must be at least 1");
        if (!(operation.NmsThreshold >= 0) || !(operation.MinSize >= 0))
            throw layer.Error($"its threshold {operation.NmsThreshold} and its least size {operation.MinSize} must not be negative");

        long candidates = scores.CountBetween(2, 4).Fixed * anchors;
        if (operation.PreNms > 0)
            candidates = Math.Min(candidates, operation.PreNms);
        var rows = new Dim(operation.PostNms > 0 ? operation.PostNms : candidates, IsUpperBound: true);
        ValueShape[] tops = [ValueShape.Of(rows, Regions.Columns), ValueShape.Of(rows, 1)];
        return new CompiledLayer(
            new LayerOperation(operation, [ValueShape.Of(rows, HiddenColumns)]),
            new LayerOperation(new Op.Slice(), [.. tops.Take(layer.TopCount)]) { Inputs = [LayerValue.Output(0)] });
    }
}
