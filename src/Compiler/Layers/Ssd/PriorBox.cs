using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ssd;

/// <summary>
/// The boxes that a detector starts from (weiliu89/caffe, branch ssd: prior_box_layer.cpp). As there, min_size and max_size count in whole
/// pixels: 35.84 is 35. A net of which one such layer has the sizes 32, 64 and 128 alone is FaceBoxes' (sfzhang15/FaceBoxes, the same
/// file): its squares are a pixel smaller, and there are 16 of 32 pixels and 4 of 64 in a cell.
/// </summary>
public sealed class PriorBox : LayerDefinition
{
    private const float Same = 1e-6f;

    private static readonly float[] SizesOfFaceBoxes = [32, 64, 128];

    private static readonly MessageSchema Fields = new MessageSchema("PriorBoxParameter")
        .Floats("min_size").Floats("max_size").Floats("aspect_ratio").Bool("flip").Bool("clip").Floats("variance")
        .UInt("img_size").UInt("img_h").UInt("img_w").Float("step").Float("step_h").Float("step_w").Float("offset");

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
        Cell cell = Boxes(layer);
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        (int imageHeight, int imageWidth) = Image(layer);
        (float stepY, float stepX) = Steps(layer) ?? ((float)imageHeight / height, (float)imageWidth / width);
        var operation = new Op.PriorBox([.. cell.Widths], [.. cell.Heights], Variances(layer))
        {
            ShiftsX = cell.IsShifted ? [.. cell.ShiftsX] : [],
            ShiftsY = cell.IsShifted ? [.. cell.ShiftsY] : [],
            StepY = stepY,
            StepX = stepX,
            ImageHeight = imageHeight,
            ImageWidth = imageWidth,
            Offset = layer.Parameter.Float("offset", 0.5f),
            Clip = layer.Parameter.Bool("clip", false),
        };
        ValueShape top = ValueShape.Of(1, 2, (long)height * width * cell.Widths.Count * 4);
        return new CompiledLayer(new LayerOperation(operation, [top]) { Inputs = [LayerValue.Bottom(0)] });
    }

    // For each min_size: a square of it, one of the root of its product with max_size, then the aspect ratios but 1.
    private static Cell Boxes(LayerContext layer)
    {
        IReadOnlyList<float> least = layer.Parameter.Floats("min_size"), most = layer.Parameter.Floats("max_size");
        if (least.Count == 0)
            throw layer.Error("min_size is missing; give the size of a box in pixels");
        if (most.Count > 0 && most.Count != least.Count)
            throw layer.Error($"it has {least.Count} min_size and {most.Count} max_size; give as many of each, or no max_size", "max_size");
        List<float> ratios = Ratios(layer);
        var cell = new Cell();
        bool isOfFaceBoxes = layer.ParametersOfItsType(Fields).Any(IsOfFaceBoxes);
        for (int i = 0; i < least.Count; i++)
        {
            int size = Whole(layer, "min_size", least[i]);
            if (isOfFaceBoxes)
                AddSquares(layer, cell, size, least.Count);
            else
                cell.Add(size, size);
            if (most.Count > 0)
            {
                int other = Whole(layer, "max_size", most[i]);
                if (!(most[i] > least[i]))
                    throw layer.Error($"max_size {most[i]} does not exceed its min_size {least[i]}", "max_size");
                float root = (float)Math.Sqrt((double)size * other);
                cell.Add(root, root);
            }
            foreach (float ratio in ratios)
                cell.Add((float)(size * Root(ratio)), (float)(size / Root(ratio)));
        }
        return cell;
    }

    private static bool IsOfFaceBoxes(FieldReader parameter) =>
        parameter.Floats("min_size").SequenceEqual(SizesOfFaceBoxes) && !parameter.Has("max_size") && !parameter.Has("aspect_ratio");

    // FaceBoxes' squares of one size, rows first; the fork makes room for them where there are three sizes.
    private static void AddSquares(LayerContext layer, Cell cell, int size, int sizes)
    {
        (int each, int before) = size switch { 32 => (8, 2), 64 => (16, 1), _ => (0, 0) };
        if (before > 0 && sizes != SizesOfFaceBoxes.Length)
            throw layer.Error($"min_size is {size} alone; in FaceBoxes' net it stands among three", "min_size");
        for (int row = -before; row < Math.Max(before, 1); row++)
        {
            for (int column = -before; column < Math.Max(before, 1); column++)
                cell.Add(size - 1, size - 1, column * each, row * each);
        }
    }

    // Rounded as Caffe's is.
    private static float Root(float number) => (float)Math.Sqrt(number);

    private static List<float> Ratios(LayerContext layer)
    {
        bool flip = layer.Parameter.Bool("flip", true);
        List<float> ratios = [1];
        foreach (float ratio in layer.Parameter.Floats("aspect_ratio"))
        {
            if (!(ratio > 0))
                throw layer.Error($"aspect_ratio is {ratio}; it must be positive", "aspect_ratio");
            if (ratios.Any(known => Math.Abs(ratio - known) < Same))
                continue;
            ratios.Add(ratio);
            if (flip)
                ratios.Add((float)(1.0 / ratio));
        }
        ratios.RemoveAt(0);
        return ratios;
    }

    private static int Whole(LayerContext layer, string field, float size)
    {
        if (!(size >= 1 && size <= Window.Most))
            throw layer.Error($"{field} is {size}; it must lie within 1 … {Window.Most} pixels", field);
        return (int)size;
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

    // The boxes of a cell.
    private sealed class Cell
    {
        public List<float> Widths { get; } = [];

        public List<float> Heights { get; } = [];

        public List<float> ShiftsX { get; } = [];

        public List<float> ShiftsY { get; } = [];

        public bool IsShifted => ShiftsX.Concat(ShiftsY).Any(shift => shift != 0);

        public void Add(float width, float height, float shiftX = 0, float shiftY = 0)
        {
            Widths.Add(width);
            Heights.Add(height);
            ShiftsX.Add(shiftX);
            ShiftsY.Add(shiftY);
        }
    }
}
