using CaffeSharpGen.Heads;

namespace CaffeSharpGen.Operations;

/// <summary>
/// Faster R-CNN's regions from the scores of its anchors. Inputs, of one image: scores 1×2A×H×W, of which the second half counts; deltas
/// 1×4A×H×W; the image's height, width and scale. Each anchor is moved by its deltas, cut off at the image, and left out if it is smaller
/// than <see cref="MinSize"/> times the scale; the <see cref="PreNms"/> with the largest scores are compared, and those left out that
/// overlap an earlier one by more than <see cref="NmsThreshold"/>. Output R×7, a row for each region: image, x1, y1, x2, y2, score, index
/// a·H·W + y·W + x of the anchor within the second half of the scores. Unused rows at the end hold −1 in the first column and the last, and
/// 0. No gradient.
/// </summary>
/// <param name="FeatStride">Pixels from position to position.</param>
/// <param name="Anchors">Corners x1, y1, x2, y2 of the A anchors of the first position.</param>
public sealed record Proposal(int FeatStride, EquatableArray<float> Anchors) : Operation, IBoxHead
{
    /// <summary>How many regions are compared; 0 for all.</summary>
    public int PreNms { get; init; } = 6000;

    /// <summary>The most regions that are kept; 0 for as many as there are.</summary>
    public int PostNms { get; init; } = 300;

    /// <summary>Overlap above which a region is left out.</summary>
    public float NmsThreshold { get; init; } = 0.7f;

    /// <summary>The least width and height of a region, in pixels of the image before it was scaled.</summary>
    public float MinSize { get; init; } = 16;

    /// <summary>
    /// Which of equal scores comes first: the one later in the order of anchors, then positions; else of positions, then anchors. In the
    /// former order the last region stays however small it is, as in the fork that has this order.
    /// </summary>
    public bool AnchorsFirst { get; init; }

    /// <summary>
    /// Whether a region that is too small stays, with the score 0, instead of being left out. A fourth number of the image is then the
    /// scale of widths, the third one that of heights.
    /// </summary>
    public bool KeepsSmall { get; init; }

    /// <inheritdoc/>
    public override string Kind => nameof(Proposal);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public BoxColumns Columns => new(Label: -1, Score: 5, Box: 1, Index: 6, IsRelative: false);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"regions from {Words.Number(Anchors.Length / 4)} anchors a position";

    /// <inheritdoc/>
    public HeadScore ScoreOf(int label, int index, IReadOnlyList<Shape> inputs) => new(Input: 0, (inputs[0].CountFrom(1) / 2) + index);

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("stride", FeatStride);
        fields.Floats("anchors", Anchors);
        fields.Int("compared", PreNms, unless: 6000);
        fields.Int("kept", PostNms, unless: 300);
        fields.Float("overlap", NmsThreshold, unless: 0.7f);
        fields.Float("least", MinSize, unless: 16);
        fields.Flag("anchorsFirst", AnchorsFirst);
        fields.Flag("keepsSmall", KeepsSmall);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Proposal Read(Fields fields) => new(fields.Int("stride"u8), fields.Floats("anchors"u8))
    {
        PreNms = fields.Int("compared"u8, 6000),
        PostNms = fields.Int("kept"u8, 300),
        NmsThreshold = fields.Float("overlap"u8, 0.7f),
        MinSize = fields.Float("least"u8, 16),
        AnchorsFirst = fields.Flag("anchorsFirst"u8),
        KeepsSmall = fields.Flag("keepsSmall"u8),
    };
}
