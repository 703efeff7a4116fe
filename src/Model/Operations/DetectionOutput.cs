using CaffeSharpGen.Heads;

namespace CaffeSharpGen.Operations;

/// <summary>What four numbers say of a box, given the prior that it starts from.</summary>
public enum BoxCode
{
    /// <summary>How far each corner lies from the prior's.</summary>
    Corner,

    /// <summary>How far the center lies from the prior's, and the logarithms of both sizes; all in sizes of the prior.</summary>
    CenterSize,

    /// <summary>How far each corner lies from the prior's, in sizes of the prior.</summary>
    CornerSize,
}

/// <summary>
/// The boxes that a single-shot detector finds, after <c>DetectionOutput</c> of SSD's fork. Inputs: locations, N × 4 for each prior and
/// each class that has locations of its own; scores, N × one for each prior and class; priors 1×2×4B (<see cref="PriorBox"/>).
/// Of each class but the background the boxes whose score exceeds the threshold are taken by falling score, and those left out that
/// overlap one of the class already taken by more than <paramref name="NmsThreshold"/> (intersection over union). Output 1×1×R×8, a row
/// for each box: image, class, score, xmin, ymin, xmax, ymax, index of the prior. Rows are in the order of images, classes, falling
/// scores. Unused rows at the end hold −1 in the first column and the last, and 0. No gradient. RefineDet's fork has two inputs more: for
/// each prior a score of the background and one of any object, below which all its scores are 0, and on request a location by which the
/// prior is moved first.
/// </summary>
/// <param name="Classes">Count of classes, the background included.</param>
/// <param name="NmsThreshold">Overlap above which a box is left out.</param>
public sealed record DetectionOutput(int Classes, float NmsThreshold) : Operation, IBoxHead
{
    /// <summary>The least score that <see cref="ConfidenceThreshold"/> can be: any box is taken.</summary>
    public const float AnyScore = float.MinValue;

    /// <summary>Whether all classes have the same locations.</summary>
    public bool ShareLocation { get; init; } = true;

    /// <summary>Class that is no object; −1 for none.</summary>
    public int Background { get; init; }

    /// <summary>What the locations say.</summary>
    public BoxCode Code { get; init; }

    /// <summary>Whether locations are not to be multiplied by the priors' variances.</summary>
    public bool VarianceInTarget { get; init; }

    /// <summary>Whether boxes are limited to 0 … 1, which OpenCV's reader offers.</summary>
    public bool Clip { get; init; }

    /// <summary>A score must exceed it.</summary>
    public float ConfidenceThreshold { get; init; } = AnyScore;

    /// <summary>How many boxes of a class are compared, those with the largest scores; −1 for all.</summary>
    public int TopK { get; init; } = -1;

    /// <summary>What the overlap's threshold is multiplied with after each box that is taken, while it exceeds 0.5.</summary>
    public float Eta { get; init; } = 1;

    /// <summary>How many boxes of an image are kept, those with the largest scores; −1 for all.</summary>
    public int KeepTopK { get; init; } = -1;

    /// <summary>
    /// Whether there are twelve numbers where a location has four, as in TextBoxes++: after them x and y of four corners, from the top left
    /// one clockwise, as far from the prior's as they say in its sizes. Rows have their places before the index of the prior.
    /// </summary>
    public bool HasCorners { get; init; }

    /// <summary>The least score of any object, where there is a fourth input.</summary>
    public float Objectness { get; init; } = 0.01f;

    /// <inheritdoc/>
    public override string Kind => nameof(DetectionOutput);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public BoxColumns Columns => new(Label: 1, Score: 2, Box: 3, Index: HasCorners ? 15 : 7, IsRelative: true);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"boxes of {Words.Number(Classes)} classes";

    /// <inheritdoc/>
    public HeadScore ScoreOf(int label, int index, IReadOnlyList<Shape> inputs) => new(Input: 1, (index * Classes) + label);

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("classes", Classes);
        fields.Float("overlap", NmsThreshold);
        fields.Flag("locationOfEach", !ShareLocation);
        fields.Int("background", Background, unless: 0);
        fields.Flag("centerSize", Code == BoxCode.CenterSize);
        fields.Flag("cornerSize", Code == BoxCode.CornerSize);
        fields.Flag("varianceInTarget", VarianceInTarget);
        fields.Flag("clip", Clip);
        fields.Float("above", ConfidenceThreshold, unless: AnyScore);
        fields.Int("top", TopK, unless: -1);
        fields.Float("eta", Eta, unless: 1);
        fields.Int("keep", KeepTopK, unless: -1);
        fields.Flag("corners", HasCorners);
        fields.Float("object", Objectness, unless: 0.01f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static DetectionOutput Read(Fields fields) => new(fields.Int("classes"u8), fields.Float("overlap"u8, 0))
    {
        ShareLocation = !fields.Flag("locationOfEach"u8),
        Background = fields.Int("background"u8, 0),
        Code = fields.Flag("centerSize"u8) ? BoxCode.CenterSize : fields.Flag("cornerSize"u8) ? BoxCode.CornerSize : BoxCode.Corner,
        VarianceInTarget = fields.Flag("varianceInTarget"u8),
        Clip = fields.Flag("clip"u8),
        ConfidenceThreshold = fields.Float("above"u8, AnyScore),
        TopK = fields.Int("top"u8, -1),
        Eta = fields.Float("eta"u8, 1),
        KeepTopK = fields.Int("keep"u8, -1),
        HasCorners = fields.Flag("corners"u8),
        Objectness = fields.Float("object"u8, 0.01f),
    };
}
