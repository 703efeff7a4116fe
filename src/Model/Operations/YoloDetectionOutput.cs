using CaffeSharpGen.Heads;

namespace CaffeSharpGen.Operations;

/// <summary>
/// The boxes that a YOLO network finds, after <c>YoloDetectionOutput</c> and <c>Yolov3DetectionOutput</c> of MobileNet-YOLO's fork. Inputs:
/// maps 1×(B·(5 + classes))×H×W, of different sizes: for each of B boxes x, y, width, height, whether there is an object, and the classes'
/// scores. Boxes of all classes are taken together by falling score, and those left out that overlap an earlier one by
/// <paramref name="NmsThreshold"/> or more. Output 1×1×R×8, a row for each box: image, class (from 1), score, xmin, ymin, xmax, ymax, index
/// b·H·W + y·W + x of the box within its map, behind the boxes of earlier maps. Unused rows at the end hold −1 in the first column and the
/// last, and 0. No gradient.
/// </summary>
/// <param name="Classes">Count of classes.</param>
/// <param name="NmsThreshold">Overlap from which on a box is left out.</param>
/// <param name="Widths">Widths of the boxes of each map, one map after the other, in the unit of its scale.</param>
/// <param name="Heights">Heights of them.</param>
public sealed record YoloDetectionOutput(
    int Classes, float NmsThreshold, EquatableArray<float> Widths, EquatableArray<float> Heights) : Operation, IBoxHead
{
    /// <summary>A score must exceed it, of version 2 at least be equal.</summary>
    public float ConfidenceThreshold { get; init; } = 0.01f;

    /// <summary>
    /// Whether each class has a sigmoid of its own (version 3), and a box is a candidate for each; else a box is one for the best class of
    /// a softmax (version 2).
    /// </summary>
    public bool IsEachClassByItself { get; init; }

    /// <summary>Of each map, what its positions are long in the unit of the boxes' sizes.</summary>
    public EquatableArray<int> Scales { get; init; }

    /// <inheritdoc/>
    public override string Kind => nameof(YoloDetectionOutput);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public BoxColumns Columns => new(Label: 1, Score: 2, Box: 3, Index: 7, IsRelative: true);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"boxes of {Words.Number(Classes)} classes";

    /// <summary>Of the two factors of a score, whether there is an object and which one, the latter: the class's.</summary>
    public HeadScore ScoreOf(int label, int index, IReadOnlyList<Shape> inputs)
    {
        int channels = 5 + Classes;
        for (int map = 0; map < inputs.Count; map++)
        {
            int positions = inputs[map].CountFrom(2), boxes = inputs[map].Channels / channels * positions;
            if (index < boxes)
                return new HeadScore(map, (((index / positions * channels) + 4 + label) * positions) + (index % positions));
            index -= boxes;
        }
        throw new ArgumentOutOfRangeException(nameof(index), $"there is no such box in {inputs.Count} maps");
    }

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("classes", Classes);
        fields.Float("overlap", NmsThreshold);
        fields.Floats("width", Widths);
        fields.Floats("height", Heights);
        fields.Float("above", ConfidenceThreshold, unless: 0.01f);
        fields.Flag("eachClass", IsEachClassByItself);
        fields.Ints("scales", Scales);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static YoloDetectionOutput Read(Fields fields) =>
        new(fields.Int("classes"u8), fields.Float("overlap"u8, 0), fields.Floats("width"u8), fields.Floats("height"u8))
        {
            ConfidenceThreshold = fields.Float("above"u8, 0.01f),
            IsEachClassByItself = fields.Flag("eachClass"u8),
            Scales = fields.Ints("scales"u8),
        };
}
