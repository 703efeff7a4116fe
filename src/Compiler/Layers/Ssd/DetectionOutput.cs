using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ssd;

/// <summary>
/// The boxes that a detector finds (weiliu89/caffe, branch ssd: detection_output_layer.cpp, bbox_util.cpp). Caffe's top has as many rows as
/// there are boxes; here it has room for the most, and unused rows have the image −1. A fourth bottom is the image, which Caffe draws the
/// boxes on; but if it has two numbers for each prior, it and a fifth one are RefineDet's (sfzhang15/RefineDet, the same files). With
/// <c>no_permute</c> the bottoms are nbottom planes of scores, as many of locations as convolutions give them, and the priors
/// (foss-for-synopsys-dwc-arc-processors/synopsys-caffe, the same file). With <c>use_polygon</c>, or where locations have twelve numbers,
/// rows have four corners in addition (MhLiao/TextBoxes_plusplus, the same files). Where priors have y before x, so have the rows.
/// </summary>
public sealed class DetectionOutput : LayerDefinition
{
    private const int Columns = 7;
    private const int ColumnsOfCorners = 8;
    private const int MostPlanes = 100;

    private static readonly MessageSchema Suppression = new MessageSchema("NonMaximumSuppressionParameter")
        .Float("nms_threshold").Int("top_k").Float("eta");

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ssd;

    /// <inheritdoc/>
    public override string Summary =>
        "Rows image, class, score, xmin, ymin, xmax, ymax of the boxes that suppression leaves; image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "detection_output_param";

    /// <summary>Fields that say where results are written and shown change nothing; clip is OpenCV's.</summary>
    public override MessageSchema Parameter { get; } = new MessageSchema("DetectionOutputParameter")
        .UInt("num_classes").Bool("share_location").Int("background_label_id").Message("nms_param", Suppression)
        .Message("save_output_param", MessageSchema.Unread).Enum("code_type", [(1, "CORNER"), (2, "CENTER_SIZE"), (3, "CORNER_SIZE")])
        .Bool("variance_encoded_in_target").Int("keep_top_k").Float("confidence_threshold").Bool("visualize").Float("visualize_threshold")
        .String("save_file").Bool("clip").Float("objectness_score").Bool("no_permute").Int("nbottom").Bool("use_polygon");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Two classes and three boxes: the second overlaps the first by 0.8 and goes, the third lies elsewhere.
        new("detection_output_param { num_classes: 2 nms_param { nms_threshold: 0.45 top_k: 400 } keep_top_k: 4 "
            + "confidence_threshold: 0.1 }",
            [1, 12], [1, 6], [1, 2, 12])
        {
            InputValues =
            [
                [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, -1],
                [0.2f, 0.8f, 0.3f, 0.7f, 0.1f, 0.9f],
                [0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.625f, 0.5f, 0.5f, 1, 1,
                    0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f],
            ],
            Expected =
            [
                [0, 1, 0.9f, 0.6f, 0.5f, 1, 0.9f, 0, 1, 0.8f, 0, 0, 0.5f, 0.5f, -1, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0],
            ],
        },
        // Two images, locations of each class, of which two are kept; centers and sizes, the variances within the locations.
        new("detection_output_param { num_classes: 3 share_location: false nms_param { nms_threshold: 0.5 } code_type: CENTER_SIZE "
            + "keep_top_k: 2 variance_encoded_in_target: true }",
            [2, 12], [2, 3], [1, 2, 4])
        {
            InputValues =
            [
                [0, 0, 0, 0, 0.5f, 0, 0, 0, 0, 0.25f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                [0.5f, 0.25f, 0.75f, 0.5f, 0.5f, 0],
                [0, 0, 0.5f, 0.5f, 1, 1, 1, 1],
            ],
            Expected =
            [
                [0, 1, 0.25f, 0.25f, 0, 0.75f, 0.5f, 0, 2, 0.75f, 0, 0.125f, 0.5f, 0.625f,
                    1, 1, 0.5f, 0, 0, 0.5f, 0.5f, 1, 2, 0, 0, 0, 0.5f, 0.5f],
            ],
        },
        // No class is the background. All boxes would overlap, and the threshold falls from 0.9 to 0.45 with the first one.
        new("detection_output_param { num_classes: 1 background_label_id: -1 nms_param { nms_threshold: 0.9 eta: 0.5 } "
            + "code_type: CORNER_SIZE clip: true }",
            [1, 8], [1, 2], [1, 2, 8])
        {
            InputValues =
            [
                [-1, 0, 0, 0, 0, 0, 0, 0],
                [0.5f, 0.25f],
                [0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.75f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f],
            ],
            Expected = [[0, 0, 0.5f, 0, 0, 0.5f, 0.5f, -1, 0, 0, 0, 0, 0, 0]],
        },
        // RefineDet: the first prior is no object, the second is moved twice.
        new("detection_output_param { num_classes: 2 keep_top_k: 1 confidence_threshold: 0.1 objectness_score: 0.5 "
            + "variance_encoded_in_target: true }",
            [1, 8], [1, 4], [1, 2, 8], [1, 4], [1, 8])
        {
            InputValues =
            [
                [0, 0, 0, 0, 0, 0, 0.125f, 0],
                [0.1f, 0.9f, 0.3f, 0.7f],
                [0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
                [0.9f, 0.1f, 0.2f, 0.8f],
                [0, 0, 0, 0, -0.25f, 0, 0, 0],
            ],
            Expected = [[0, 1, 0.7f, 0.25f, 0.5f, 1.125f, 1]],
        },
        // TextBoxes++: the corners of a prior 0.5 wide and 0.25 high.
        new("detection_output_param { num_classes: 2 code_type: CENTER_SIZE keep_top_k: 2 confidence_threshold: 0.1 use_polygon: true }",
            [1, 24], [1, 4], [1, 2, 8])
        {
            InputValues =
            [
                [.. new float[12], 1, 0, 0, 0, 1, 0, 0, 1, -1, 0, 0.5f, -2],
                [0.95f, 0.05f, 0.25f, 0.75f],
                [0, 0, 1, 1, 0.25f, 0.5f, 0.75f, 0.75f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.5f, 0.5f],
            ],
            Expected =
            [
                [
                    0, 1, 0.75f, 0.5f, 0.5f, 1, 0.75f, 0.5f, 0.5f, 0.75f, 0.5625f, 0.5f, 0.75f, 0.375f, 0.625f,
                    -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                ],
            ],
        },
        // Two boxes in each of two cells; the scores are those of boxes 0 of both cells, then of boxes 1. The second box of cell 0 wins.
        new("detection_output_param { num_classes: 2 keep_top_k: 2 confidence_threshold: 0.25 no_permute: true nbottom: 1 "
            + "nms_param { nms_threshold: 0.5 } }",
            [1, 2, 2, 2], [1, 8, 1, 2], [1, 2, 16])
        {
            InputValues =
            [
                [0, 0, 0, 0, 0.2f, 0.1f, 0.75f, 0.5f],
                [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -2],
                [
                    0, 0, 0.25f, 0.25f, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0.75f, 0.75f, 0.5f, 0.5f, 1, 1,
                    0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f,
                    0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f,
                ],
            ],
            Expected = [[0, 1, 0.75f, 0.125f, 0, 0.5f, 0.5f, 0, 1, 0.5f, 0.5f, 0.5f, 1, 0.75f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        if (layer.Parameter.Bool("no_permute", false))
            return OfPlanes(layer);
        if (layer.Parameter.Has("nbottom"))
            throw layer.Error("nbottom is read with no_permute alone; remove it, or give no_permute", "nbottom");
        layer.Require(bottoms: 3, mostBottoms: 5);
        Op.DetectionOutput operation = Read(layer);
        ValueShape locations = layer.Bottom, scores = layer.Bottoms[1], priors = layer.Bottoms[2];
        if (priors.Rank < 3 || priors[1] != 2 || priors[2].Fixed % 4 != 0)
            throw layer.Error($"its third bottom is {priors}; priors are 1×2×4 for each box");
        long boxes = priors[2].Fixed / 4;
        long places = boxes * (operation.ShareLocation ? 1 : operation.Classes), numbers = NumbersOf(layer, locations, places);
        operation = operation with { HasCorners = numbers > 4 };
        Require(layer, "first", locations, places * numbers, "locations");
        Require(layer, "second", scores, boxes * operation.Classes, "scores");
        if (locations[0] != scores[0])
            throw layer.Error($"its bottoms {locations} and {scores} differ in the number of images");
        int read = RefineDet(layer, operation, boxes);
        ValueShape all = Rows(layer, operation, locations[0], boxes);
        return new CompiledLayer(
            new LayerOperation(operation, [all]) { Inputs = [.. Enumerable.Range(0, read).Select(LayerValue.Bottom)] },
            new LayerOperation(new Op.Slice(3), [all.With(3, all[3].Fixed - 1)]) { Inputs = [LayerValue.Output(0)] });
    }

    // Four numbers of a location; with four corners twelve. A third form, of nine, is not supported.
    private static int NumbersOf(LayerContext layer, ValueShape locations, long places)
    {
        bool hasTwelve = locations.Rank > 1 && locations.CountBetween(1, locations.Rank).Fixed == places * (4 + ColumnsOfCorners);
        if (!layer.Parameter.Bool("use_polygon", hasTwelve))
        {
            return layer.Parameter.Has("use_polygon")
                ? throw layer.Error("use_polygon: false, TextBoxes++' boxes with an angle, is not supported", "use_polygon")
                : 4;
        }
        bool isPlain = layer.Parameter.Enum("code_type", "CORNER") == "CENTER_SIZE"
            && !layer.Parameter.Bool("variance_encoded_in_target", false) && layer.Bottoms.Count == 3;
        return isPlain
            ? 4 + ColumnsOfCorners
            : throw layer.Error(
                "TextBoxes++ computes corners with code_type: CENTER_SIZE and without variance_encoded_in_target alone, of three bottoms",
                "code_type");
    }

    // Brings scores and locations into the order of the priors: cells in rows, and in a cell its boxes.
    private static CompiledLayer OfPlanes(LayerContext layer)
    {
        int count = layer.Parameter.Int("nbottom", 6);
        if (count is < 1 or > MostPlanes)
            throw layer.Error($"nbottom is {count}; it must be 1 to {MostPlanes}", "nbottom");
        layer.Require(bottoms: 2 * count + 1);
        Op.DetectionOutput operation = Read(layer);
        long classes = operation.Classes, kinds = operation.ShareLocation ? 1 : classes, boxes = 0;
        Dim images = layer.Bottom[0];
        var lowering = new Lowering(layer);
        List<Term> scores = [], locations = [];
        for (int i = 0; i < count; i++)
        {
            ValueShape score = layer.Bottoms[i], location = layer.Bottoms[count + i];
            if (location.Rank != 4 || location[1].Fixed % (4 * kinds) != 0 || location[0] != images)
            {
                throw layer.Error(
                    $"its bottom {count + i + 1} is {location}; locations are {images}×{4 * kinds} for each box of a cell×H×W");
            }
            long each = location[1].Fixed / (4 * kinds), cells = location.CountBetween(2, 4).Fixed;
            if (score.Rank != 4 || score != ValueShape.Of(images, classes, each, cells))
            {
                throw layer.Error(
                    $"its bottom {i + 1} is {score}; beside locations {location}, "
                    + $"scores are {ValueShape.Of(images, classes, each, cells)}");
            }
            scores.Add(lowering.Rearrange(
                lowering.Bottom(i), score, [0, 3, 2, 1], ValueShape.Of(images, each * cells * classes)));
            locations.Add(lowering.Rearrange(
                lowering.Bottom(count + i), ValueShape.Of(images, each, 4 * kinds, cells), [0, 3, 1, 2],
                ValueShape.Of(images, each * cells * 4 * kinds)));
            boxes += each * cells;
        }
        ValueShape priors = layer.Bottoms[2 * count];
        if (priors.Rank < 3 || priors[1] != 2 || priors[2].Fixed != 4 * boxes)
            throw layer.Error($"its last bottom is {priors}; priors of {boxes} boxes are 1×2×{4 * boxes}");
        ValueShape all = Rows(layer, operation, images, boxes);
        Term found = lowering.Add(
            operation, all, Joined(lowering, locations, boxes * 4 * kinds), Joined(lowering, scores, boxes * classes),
            lowering.Bottom(2 * count));
        return lowering.Layer(lowering.Add(new Op.Slice(3), all.With(3, Columns), found));
    }

    private static Term Joined(Lowering lowering, List<Term> parts, long length) =>
        parts.Count == 1 ? parts[0] : lowering.Add(new Op.Concat(), parts[0].Shape.With(1, length), [.. parts]);

    private static ValueShape Rows(LayerContext layer, Op.DetectionOutput operation, Dim images, long boxes)
    {
        bool hasBackground = operation.Background >= 0 && operation.Background < operation.Classes;
        long ofClass = operation.TopK >= 0 ? Math.Min(operation.TopK, boxes) : boxes;
        long rows = operation.KeepTopK >= 0 ? operation.KeepTopK : ofClass * (operation.Classes - (hasBackground ? 1 : 0));
        if (rows < 1)
            throw layer.Error("it keeps no box: keep_top_k, nms_param's top_k and the classes beside the background must be at least 1");
        return ValueShape.Of(
            1, 1, images * new Dim(rows, IsUpperBound: true), Columns + (operation.HasCorners ? ColumnsOfCorners : 0) + 1);
    }

    // Checks what RefineDet reads in addition; returns how many bottoms count.
    private static int RefineDet(LayerContext layer, Op.DetectionOutput operation, long boxes)
    {
        if (layer.Bottoms.Count < 4)
            return 3;
        ValueShape objects = layer.Bottoms[3];
        bool hasObjects = objects.Rank > 0 && objects.CountBetween(1, objects.Rank) == 2 * boxes;
        if (layer.Bottoms.Count == 4 && !hasObjects && !layer.Parameter.Has("objectness_score"))
            return 3;
        Require(layer, "fourth", objects, 2 * boxes, "scores");
        if (layer.Bottoms.Count == 4)
            return 4;
        if (!operation.ShareLocation)
            throw layer.Error("with a fifth bottom, share_location must be true", "share_location");
        Require(layer, "fifth", layer.Bottoms[4], 4 * boxes, "locations");
        return 5;
    }

    private static Op.DetectionOutput Read(LayerContext layer)
    {
        FieldReader suppression = layer.Parameter.Message("nms_param");
        var operation = new Op.DetectionOutput(layer.Positive("num_classes"), suppression.Float("nms_threshold", 0.3f))
        {
            ShareLocation = layer.Parameter.Bool("share_location", true),
            Background = Math.Max(-1, layer.Parameter.Int("background_label_id", 0)),
            Code = layer.Parameter.Enum("code_type", "CORNER") switch
            {
                "CENTER_SIZE" => Op.BoxCode.CenterSize,
                "CORNER_SIZE" => Op.BoxCode.CornerSize,
                _ => Op.BoxCode.Corner,
            },
            VarianceInTarget = layer.Parameter.Bool("variance_encoded_in_target", false),
            Clip = layer.Parameter.Bool("clip", false),
            ConfidenceThreshold = layer.Parameter.Float("confidence_threshold", Op.DetectionOutput.AnyScore),
            TopK = Math.Max(-1, suppression.Int("top_k", -1)),
            Eta = suppression.Float("eta", 1),
            KeepTopK = Math.Max(-1, layer.Parameter.Int("keep_top_k", -1)),
            Objectness = layer.Parameter.Float("objectness_score", 0.01f),
        };
        if (!(operation.NmsThreshold >= 0))
            throw layer.Error($"nms_threshold is {operation.NmsThreshold}; it must not be negative", "nms_param");
        if (!(operation.Eta > 0 && operation.Eta <= 1))
            throw layer.Error($"eta is {operation.Eta}; it must lie above 0, and at most at 1", "nms_param");
        return operation;
    }

    private static void Require(LayerContext layer, string which, ValueShape bottom, long count, string what)
    {
        if (bottom.Rank < 1 || bottom.CountBetween(1, bottom.Rank).Fixed != count)
        {
            bool isOfTextBoxes = bottom.Rank > 0 && bottom.CountBetween(1, bottom.Rank).Fixed == 2 * count;
            throw layer.Error(
                $"its {which} bottom is {bottom}; the priors {layer.Bottoms[2]} and num_classes "
                + $"{layer.Parameter.Int("num_classes", 0)} need {count} {what} for each image"
                + (isOfTextBoxes ? "; TextBoxes has each prior twice: denser_prior_boxes: true in prior_box_param says so" : ""));
        }
    }
}
