using System.Globalization;
using CaffeSharpGen.Heads;

namespace CaffeSharpGen;

/// <summary>
/// A row of a detector's output as a typed value. <see cref="Target"/> asks "why this box?": it is the score of the row's class before
/// softmax or sigmoid, at the prior, anchor or cell that the box was made of. Suppression, which left the row in, has no gradient.
/// </summary>
public sealed class Detection
{
    private readonly LayerStep head;
    private readonly HeadScore place;

    internal Detection(LayerStep head, bool isYFirst, int row, ReadOnlySpan<float> columns)
    {
        this.head = head;
        var layout = (IBoxHead)head.Operation;
        BoxColumns of = layout.Columns;
        Row = row;
        Image = (int)columns[0];
        Label = of.Label < 0 ? -1 : (int)columns[of.Label];
        Index = (int)columns[of.Index];
        ReadOnlySpan<float> box = columns.Slice(of.Box, 4);
        Box = isYFirst
            ? new DetectionBox(box[1], box[0], box[3], box[2], of.IsRelative)
            : new DetectionBox(box[0], box[1], box[2], box[3], of.IsRelative);
        Score = columns[of.Score];
        place = layout.ScoreOf(Label, Index, [.. head.Inputs.Select(input => input.Shape)]);
    }

    /// <summary>Which row it is.</summary>
    public int Row { get; }

    /// <summary>Which image of the batch.</summary>
    public int Image { get; }

    /// <summary>The class; where the head knows a background, that counts as a class. −1 of a proposal, which has none.</summary>
    public int Label { get; }

    /// <summary>The score, usually a probability.</summary>
    public float Score { get; }

    /// <summary>The box.</summary>
    public DetectionBox Box { get; }

    /// <summary>Index of the prior, anchor or cell that the box was made of.</summary>
    public int Index { get; }

    /// <summary>The network that found it.</summary>
    public Network Network => head.Inputs[place.Input].Network;

    /// <summary>
    /// The score before softmax or sigmoid as a target: <c>network.GradCam(at, detection.Target, detection.Image)</c>. Of several images it
    /// is of this one alone.
    /// </summary>
    public Target Target
    {
        get
        {
            Hook scores = head.Inputs[place.Input];
            return HeadScores.TargetOf(scores, (Image * scores.Shape.CountFrom(1)) + place.Element);
        }
    }

    /// <summary>
    /// The value N×C×H×W that the convolution for this score reads: a detector's heads sit on several such maps, and a target's gradient
    /// reaches only what lies before its own. Null where no convolution makes the score.
    /// </summary>
    public Hook? FeatureMap => HeadScores.FeatureMapOf(Target);

    /// <summary>The box in pixels of a picture of this size, all of which the network saw.</summary>
    public DetectionBox BoxIn(int width, int height)
    {
        if (Box.IsRelative)
            return Box.Scaled(width, height, isRelative: false);
        InputHook[] images = [.. Network.Inputs.Where(input => input.Shape.Rank == 4)];
        return images is [{ } input]
            ? Box.Scaled((float)width / input.Width, (float)height / input.Height, isRelative: false)
            : throw new InvalidOperationException(
                $"the box is in pixels of the input, and {Network.Name} has {images.Length} inputs of N×C×H×W; expected one");
    }

    /// <summary>Such as <c>label 3, score 0.982, 0.12 0.30 … 0.45 0.71</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Label < 0 ? "" : $"label {Label}, ")}score {Score:f3}, {Box.Left:g4} {Box.Top:g4} … {Box.Right:g4} {Box.Bottom:g4}");
}
