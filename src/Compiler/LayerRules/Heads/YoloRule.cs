using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Heads;

/// <summary>What the layers that read the boxes of YOLO networks share.</summary>
internal static class YoloRule
{
    private const int Columns = 7;

    // x, y, width, height, and whether there is an object.
    private const int Coordinates = 5;

    /// <summary>Reads <c>biases</c>, width and height of each box in turn.</summary>
    /// <exception cref="LayerException">There are too few, or they are no sizes.</exception>
    public static (float Width, float Height)[] Sizes(LayerContext layer, int least)
    {
        IReadOnlyList<float> given = layer.Parameter.Floats("biases");
        if (given.Count % 2 != 0 || given.Count < 2 * least || given.Any(size => !(size > 0)))
        {
            throw layer.Error(
                $"its biases are {given.Count} numbers; {least} boxes need {2 * least} positive ones, width and height of each", "biases");
        }
        return [.. Enumerable.Range(0, given.Count / 2).Select(i => (given[2 * i], given[2 * i + 1]))];
    }

    /// <summary>
    /// The layer: rows with the index of the box in addition, then the columns that Caffe's top has.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="operation">What it computes.</param>
    /// <param name="boxes">Boxes of a position.</param>
    /// <exception cref="LayerException">The bottoms do not fit.</exception>
    /// <exception cref="NotSymbolicException">The bottoms depend on the batch size: such a network runs one image at a time.</exception>
    public static CompiledLayer Compile(LayerContext layer, Op.YoloDetectionOutput operation, int boxes)
    {
        if (!(operation.NmsThreshold >= 0))
            throw layer.Error($"nms_threshold is {operation.NmsThreshold}; it must not be negative", "nms_threshold");
        long rows = 0;
        foreach (ValueShape map in layer.Bottoms)
        {
            long channels = (long)boxes * (Coordinates + operation.Classes);
            if (map.Rank != 4 || map[0].Fixed != 1 || map[1].Fixed != channels)
            {
                throw layer.Error(
                    $"a bottom is {map}; num_box {boxes} and num_classes {operation.Classes} need 1×{channels}×H×W, "
                    + "and only one image at a time is supported: Caffe mixes the boxes of several");
            }
            rows += boxes * map.CountBetween(2, 4).Fixed;
        }
        ValueShape all = ValueShape.Of(1, 1, new Dim(rows, IsUpperBound: true), Columns + 1);
        return new CompiledLayer(
            new LayerOperation(operation, [all]),
            new LayerOperation(new Op.Slice(3), [all.With(3, Columns)]) { Inputs = [LayerValue.Output(0)] });
    }
}
