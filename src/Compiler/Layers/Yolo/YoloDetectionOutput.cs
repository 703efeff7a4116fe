using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Yolo;

/// <summary>The boxes of a YOLO network of version 2 (eric612/MobileNet-YOLO: yolo_detection_output_layer.cpp).</summary>
public sealed class YoloDetectionOutput : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Yolo;

    /// <inheritdoc/>
    public override string Summary =>
        "Rows image, class, score, xmin, ymin, xmax, ymax of the boxes that are left (YOLO 2); image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "yolo_detection_output_param";

    /// <summary>The fields; side is that of the bottom in any case, and label_map_file changes nothing.</summary>
    public override MessageSchema Parameter { get; } = new MessageSchema("YoloDetectionOutputParameter")
        .UInt("side").UInt("num_classes").UInt("num_box").UInt("coords").Float("confidence_threshold").Float("nms_threshold")
        .Floats("biases").String("label_map_file");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // One box a position, 1×2 positions: both probably objects, the second by one half; it lies one cell further right.
        new("yolo_detection_output_param { num_classes: 2 num_box: 1 biases: 0.5 biases: 1 confidence_threshold: 0.25 }", [1, 7, 2, 2])
        {
            InputValues =
            [
                [
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 0, -40, -40, 20, 20, 0, 0, 0, -20, 0, 0,
                ],
            ],
            Expected =
            [
                [
                    0, 1, 1, 0.125f, 0, 0.375f, 0.5f, 0, 1, 0.5f, 0.625f, 0, 0.875f, 0.5f, -1, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0,
                ],
            ],
        },
        new("yolo_detection_output_param { num_classes: 3 num_box: 2 biases: 1 biases: 1 biases: 0.5 biases: 2 }", [1, 16, 3, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        FieldReader fields = layer.Parameter;
        if (fields.Int("coords", 4) != 4)
            throw layer.Error($"coords is {fields.Int("coords", 4)}; only 4 are supported", "coords");
        // The fork takes the width for the height, too.
        if (layer.Bottoms.FirstOrDefault(map => map.Rank == 4 && map[2] != map[3]) is { Rank: 4 } oblong)
            throw layer.Error($"a bottom is {oblong}; height and width must be equal, as in its fork");
        int boxes = fields.Has("num_box") ? layer.Positive("num_box") : 5;
        (float Width, float Height)[] sizes = [.. YoloRule.Sizes(layer, boxes).Take(boxes)];
        // Sizes count in positions, and both maps have the same.
        IEnumerable<(float Width, float Height)> all = Enumerable.Repeat(sizes, layer.Bottoms.Count).SelectMany(map => map);
        return YoloRule.Compile(layer, new Op.YoloDetectionOutput(
            layer.Positive("num_classes"), fields.Float("nms_threshold", 0.45f),
            [.. all.Select(size => size.Width)], [.. all.Select(size => size.Height)])
        {
            ConfidenceThreshold = fields.Float("confidence_threshold", 0.01f),
            Scales = [.. layer.Bottoms.Select(_ => 1)],
        }, boxes);
    }
}
