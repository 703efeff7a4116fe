using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ssd;

/// <summary>
/// The boxes that a detector starts from (weiliu89/caffe, branch ssd: prior_box_layer.cpp). As there, min_size and max_size count in whole
/// pixels: 35.84 is 35. A net of which one such layer has the sizes 32, 64 and 128 alone is FaceBoxes' (sfzhang15/FaceBoxes, the same
/// file): its squares are a pixel smaller, and there are 16 of 32 pixels and 4 of 64 in a cell. Synopsys' fork
/// (foss-for-synopsys-dwc-arc-processors/synopsys-caffe, the same file) says so with faceboxes, orders the boxes of a cell as TensorFlow
/// with tf (and takes a tenth of the image off the size 60) or as Keras with keras, has corners ymin, xmin, ymax, xmax with yx_order, and
/// sizes of its own with box_width and box_height. denser_prior_boxes is MhLiao/TextBoxes_plusplus': each box once more where the cell
/// ends below. offset_h and offset_w are lists in OpenCV's reader (opencv, modules/dnn, prior_box_layer.cpp): each box at each of them, and
/// sizes need not be whole.
/// </summary>
public sealed class PriorBox : LayerDefinition
{
    private static readonly MessageSchema Fields = new MessageSchema("PriorBoxParameter")
        .Floats("min_size").Floats("max_size").Floats("aspect_ratio").Bool("flip").Bool("clip").Floats("variance")
        .UInt("img_size").UInt("img_h").UInt("img_w").Float("step").Float("step_h").Float("step_w").Float("offset")
        .Bool("faceboxes").Bool("tf").Bool("keras").Bool("yx_order").Floats("box_width").Floats("box_height")
        .Bool("denser_prior_boxes").Floats("offset_h").Floats("offset_w");

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ssd;

    /// <inheritdoc/>
    public override string Summary =>
        "Corners, and below them variances, of the boxes that a detector starts from at each cell. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "prior_box_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => Fields;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("prior_box_param { min_size: 2 aspect_ratio: 4 variance: 0.1 variance: 0.1 variance: 0.2 variance: 0.2 }",
            [2, 3, 1, 2], [2, 3, 8, 16])
        {
            InputValues = [[.. new float[12]], [.. new float[768]]],
            Expected =
            [
                [
                    0.1875f, 0.375f, 0.3125f, 0.625f, 0.125f, 0.4375f, 0.375f, 0.5625f, 0.21875f, 0.25f, 0.28125f, 0.75f,
                    0.6875f, 0.375f, 0.8125f, 0.625f, 0.625f, 0.4375f, 0.875f, 0.5625f, 0.71875f, 0.25f, 0.78125f, 0.75f,
                    0.1f, 0.1f, 0.2f, 0.2f, 0.1f, 0.1f, 0.2f, 0.2f, 0.1f, 0.1f, 0.2f, 0.2f,
                    0.1f, 0.1f, 0.2f, 0.2f, 0.1f, 0.1f, 0.2f, 0.2f, 0.1f, 0.1f, 0.2f, 0.2f,
                ],
            ],
        },
        // 2.5 counts as 2, as in Caffe; the second size is the root of 2·8.
        new("prior_box_param { min_size: 2.5 max_size: 8 clip: true step: 4 offset: 0 img_h: 8 img_w: 16 variance: 0.5 }",
            [1, 1, 1, 2], [1, 1, 1, 1])
        {
            InputValues = [[0, 0], [0]],
            Expected =
            [
                [
                    0, 0, 0.0625f, 0.125f, 0, 0, 0.125f, 0.25f, 0.1875f, 0, 0.3125f, 0.125f, 0.125f, 0, 0.375f, 0.25f,
                    0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f,
                ],
            ],
        },
        // The first squares of FaceBoxes lie two and one eighths of a cell further left than its corner, and as far up.
        new("prior_box_param { min_size: 32 min_size: 64 min_size: 128 step: 32 }", [1, 1, 1, 1], [1, 3, 64, 64])
        {
            InputValues = [[0], [.. new float[12288]]],
            Expected = [[.. Squares(32, 8, 2), .. Squares(64, 16, 1), .. Squares(128, 0, 0), .. Enumerable.Repeat(0.1f, 84)]],
        },
        // TensorFlow's order, its smaller first size, and y before x: 60 less a tenth of 80 and of 160 pixels.
        new("prior_box_param { tf: true yx_order: true min_size: 60 max_size: 135 aspect_ratio: 4 flip: false variance: 0.5 }",
            [1, 1, 1, 1], [1, 1, 160, 80])
        {
            InputValues = [[0], [.. new float[12800]]],
            Expected =
            [
                [
                    0.3625f, 0.175f, 0.6375f, 0.825f, 0.40625f, -0.25f, 0.59375f, 1.25f, 0.21875f, -0.0625f, 0.78125f, 1.0625f,
                    0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f,
                ],
            ],
        },
        // Keras' order: the root of 4·16 first, and all ratios before what they become turned over.
        new("prior_box_param { keras: true min_size: 4 max_size: 16 aspect_ratio: 4 aspect_ratio: 16 variance: 0.5 }",
            [1, 1, 1, 1], [1, 1, 64, 64])
        {
            InputValues = [[0], [.. new float[4096]]],
            Expected =
            [
                [
                    .. Around(8, 8, 64), .. Around(4, 4, 64), .. Around(8, 2, 64), .. Around(16, 1, 64), .. Around(2, 8, 64),
                    .. Around(1, 16, 64), .. Enumerable.Repeat(0.5f, 24),
                ],
            ],
        },
        new("prior_box_param { box_width: 16 box_width: 2.5 box_height: 8 box_height: 3 variance: 0.5 }", [1, 1, 1, 1], [1, 1, 64, 64])
        {
            InputValues = [[0], [.. new float[4096]]],
            Expected = [[.. Around(16, 8, 64), .. Around(2.5f, 3, 64), .. Enumerable.Repeat(0.5f, 8)]],
        },
        new("prior_box_param { faceboxes: true min_size: 32 min_size: 64 min_size: 256 variance: 0.1 }", [1, 1, 1, 1], [1, 3, 64, 64]),
        // Each box again at the end of its cell, 4 pixels further down.
        new("prior_box_param { min_size: 2 max_size: 8 denser_prior_boxes: true variance: 0.5 }", [1, 1, 2, 1], [1, 1, 16, 16])
        {
            InputValues = [[0, 0], [.. new float[256]]],
            Expected =
            [
                [
                    0.4375f, 0.1875f, 0.5625f, 0.3125f, 0.4375f, 0.4375f, 0.5625f, 0.5625f,
                    0.375f, 0.125f, 0.625f, 0.375f, 0.375f, 0.375f, 0.625f, 0.625f,
                    0.4375f, 0.6875f, 0.5625f, 0.8125f, 0.4375f, 0.9375f, 0.5625f, 1.0625f,
                    0.375f, 0.625f, 0.625f, 0.875f, 0.375f, 0.875f, 0.625f, 1.125f,
                    .. Enumerable.Repeat(0.5f, 32),
                ],
            ],
        },
        // OpenCV's lists: the same boxes, but for the size.
        new("prior_box_param { min_size: 2.5 offset_h: 0.5 offset_w: 0.5 offset_h: 1 offset_w: 0.25 variance: 0.5 }",
            [1, 1, 2, 1], [1, 1, 16, 16])
        {
            InputValues = [[0, 0], [.. new float[256]]],
            Expected =
            [
                [
                    0.421875f, 0.171875f, 0.578125f, 0.328125f, 0.171875f, 0.421875f, 0.328125f, 0.578125f,
                    0.421875f, 0.671875f, 0.578125f, 0.828125f, 0.171875f, 0.921875f, 0.328125f, 1.078125f,
                    .. Enumerable.Repeat(0.5f, 16),
                ],
            ],
        },
        new("prior_box_param { min_size: 4 min_size: 6 max_size: 9 max_size: 12 aspect_ratio: 2 aspect_ratio: 3 aspect_ratio: 2 }",
            [1, 2, 3, 2], [1, 3, 30, 20]),
        new("prior_box_param { min_size: 4 flip: false aspect_ratio: 2 step_h: 3 step_w: 5 img_size: 10 }", [1, 17, 3, 2], [1, 3, 30, 20]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(4, 4);
        if (layer.Bottoms[1].Rank != 4)
            throw layer.Error($"its second bottom, the image, is {layer.Bottoms[1]}; it must be N×C×H×W");
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        (int imageHeight, int imageWidth) = Image(layer);
        (float stepY, float stepX) = Steps(layer) ?? ((float)imageHeight / height, (float)imageWidth / width);
        float offset = layer.Parameter.Float("offset", 0.5f);
        PriorCell cell = PriorCells.Of(layer, Fields, (imageHeight, imageWidth), (stepY, stepX), ref offset);
        var operation = new Op.PriorBox([.. cell.Widths], [.. cell.Heights], Variances(layer))
        {
            ShiftsX = cell.IsShifted ? [.. cell.ShiftsX] : [],
            ShiftsY = cell.IsShifted ? [.. cell.ShiftsY] : [],
            StepY = stepY,
            StepX = stepX,
            ImageHeight = imageHeight,
            ImageWidth = imageWidth,
            Offset = offset,
            Clip = layer.Parameter.Bool("clip", false),
            YFirst = layer.Parameter.Bool("yx_order", false),
        };
        ValueShape top = ValueShape.Of(1, 2, (long)height * width * cell.Widths.Count * 4);
        return new CompiledLayer(new LayerOperation(operation, [top]) { Inputs = [LayerValue.Bottom(0)] });
    }

    private static EquatableArray<float> Variances(LayerContext layer)
    {
        IReadOnlyList<float> given = layer.Parameter.Floats("variance");
        if (given.Count is not (0 or 1 or 4) || given.Any(variance => !(variance > 0)))
            throw layer.Error($"variance is {string.Join(", ", given)}; give one number, or four, above 0", "variance");
        return given.Count == 4 ? [.. given] : [.. Enumerable.Repeat(given.Count == 1 ? given[0] : 0.1f, 4)];
    }

    private static (int Height, int Width) Image(LayerContext layer)
    {
        FieldReader fields = layer.Parameter;
        bool isEach = fields.Has("img_h") || fields.Has("img_w");
        if (!isEach && !fields.Has("img_size"))
            return ((int)layer.Bottoms[1][2].Fixed, (int)layer.Bottoms[1][3].Fixed);
        Window.RequireOneForm(layer, "img_size", "img_h", "img_w", needsEach: true);
        return isEach ? (layer.Positive("img_h"), layer.Positive("img_w")) : (layer.Positive("img_size"), layer.Positive("img_size"));
    }

    // Of an example with one cell in a square image: the corners of a box in its middle.
    private static float[] Around(float width, float height, float image) =>
        [(image - width) / 2 / image, (image - height) / 2 / image, (image + width) / 2 / image, (image + height) / 2 / image];

    // Of an example with cells of 32 in an image of 64 pixels: the corners of squares around 16 + shift.
    private static IEnumerable<float> Squares(int size, int each, int before) =>
        from row in Enumerable.Range(-before, Math.Max(2 * before, 1))
        from column in Enumerable.Range(-before, Math.Max(2 * before, 1))
        from corner in new[] { (column, -1), (row, -1), (column, 1), (row, 1) }
        select (16 + corner.Item1 * each + corner.Item2 * (size - 1) / 2f) / 64;

    private static (float Y, float X)? Steps(LayerContext layer)
    {
        FieldReader fields = layer.Parameter;
        bool isEach = fields.Has("step_h") || fields.Has("step_w");
        if (!isEach && !fields.Has("step"))
            return null;
        Window.RequireOneForm(layer, "step", "step_h", "step_w", needsEach: true);
        (string y, string x) = isEach ? ("step_h", "step_w") : ("step", "step");
        (float stepY, float stepX) = (fields.Float(y, 0), fields.Float(x, 0));
        if (!(stepY > 0 && stepX > 0))
            throw layer.Error($"step is {stepY}×{stepX} (height×width); both must be positive", y);
        return (stepY, stepX);
    }
}
