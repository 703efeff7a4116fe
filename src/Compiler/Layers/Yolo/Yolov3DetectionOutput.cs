using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Yolo;

/// <summary>The boxes of a YOLO network of version 3 (eric612/MobileNet-YOLO: yolov3_detection_output_layer.cpp).</summary>
public sealed class Yolov3DetectionOutput : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Yolo;

    /// <inheritdoc/>
    public override string Summary =>
        "Rows image, class, score, xmin, ymin, xmax, ymax of the boxes that are left (YOLO 3); image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "yolov3_detection_output_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("Yolov3DetectionOutputParameter")
        .UInt("num_classes").UInt("num_box").Float("confidence_threshold").Float("nms_threshold").Floats("biases")
        .UInts("anchors_scale").UInt("mask_group_num").UInts("mask").Bool("gaussian_box");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Two maps of one position and one box: the same center, the second half as wide, so that they overlap by one half.
        new(
            "yolov3_detection_output_param { num_classes: 2 num_box: 1 confidence_threshold: 0.3 nms_threshold: 0.6 biases: 8 biases: 16 "
            + "biases: 16 biases: 16 mask: 1 mask: 0 anchors_scale: 32 anchors_scale: 32 mask_group_num: 2 }",
            [1, 7, 1, 1], [1, 7, 1, 1])
        {
            InputValues = [[0, 0, 0, 0, 40, 0, 40], [0, 0, 0, 0, 0, 40, -40]],
            Expected = [[0, 2, 1, 0.25f, 0.25f, 0.75f, 0.75f, 0, 1, 0.5f, 0.375f, 0.25f, 0.625f, 0.75f]],
        },
        new(
            "yolov3_detection_output_param { num_classes: 3 num_box: 2 biases: 10 biases: 12 biases: 20 biases: 8 biases: 5 biases: 6 "
            + "biases: 9 biases: 9 mask: 2 mask: 3 mask: 0 mask: 1 anchors_scale: 16 anchors_scale: 8 mask_group_num: 2 }",
            [1, 16, 2, 3], [1, 16, 4, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: int.MaxValue);
        FieldReader fields = layer.Parameter;
        if (fields.Bool("gaussian_box", false))
            throw layer.Error("gaussian_box is true, which is not supported", "gaussian_box");
        int boxes = fields.Has("num_box") ? layer.Positive("num_box") : 3, maps = layer.Bottoms.Count;
        IReadOnlyList<int> mask = fields.Ints("mask"), scales = fields.Ints("anchors_scale");
        if (maps != fields.Int("mask_group_num", 2))
        {
            throw layer.Error(
                $"it has {maps} bottoms, and mask_group_num is {fields.Int("mask_group_num", 2)}; both must be equal", "mask_group_num");
        }
        // Caffe reads behind the end of shorter lists.
        if (scales.Count < maps || scales.Any(scale => scale is < 1 or > Window.Most) || mask.Count != maps * boxes)
        {
            throw layer.Error(
                $"it has {scales.Count} anchors_scale and {mask.Count} mask; {maps} bottoms of {boxes} boxes need {maps} (at least 1) and "
                + $"{maps * boxes}", "mask");
        }
        (float Width, float Height)[] sizes = YoloRule.Sizes(layer, mask.Max() + 1);
        return YoloRule.Compile(layer, new Op.YoloDetectionOutput(
            layer.Positive("num_classes"), fields.Float("nms_threshold", 0.45f),
            [.. mask.Select(index => sizes[index].Width)], [.. mask.Select(index => sizes[index].Height)])
        {
            ConfidenceThreshold = fields.Float("confidence_threshold", 0.01f),
            IsEachClassByItself = true,
            Scales = [.. scales.Take(maps)],
        }, boxes);
    }
}
