namespace CaffeSharpGen.Operations;

/// <summary>
/// DetectNet's boxes, after <c>ClusterDetections</c> of NVIDIA's fork. Inputs: coverage N×C×H×W; corners N×4×H×W, in pixels from each
/// cell's. The corners of cells whose coverage reaches a threshold are clustered by OpenCV's rule for similar rectangles. Outputs, one for
/// each class: N×50×5, a row for each cluster: xmin, ymin, xmax, ymax, logarithm of the count of its boxes; rows that are not used are 0.
/// No gradient.
/// </summary>
/// <param name="ImageWidth">Width of the image.</param>
/// <param name="ImageHeight">Height of the image.</param>
/// <param name="Stride">Pixels from cell to cell.</param>
public sealed record ClusterDetections(int ImageWidth, int ImageHeight, int Stride) : Operation
{
    /// <summary>Rows of an output for each image.</summary>
    public const int MostBoxes = 50;

    /// <summary>The least coverage.</summary>
    public float Coverage { get; init; }

    /// <summary>How many boxes a cluster must exceed; 0 leaves all boxes as they are.</summary>
    public int GroupThreshold { get; init; }

    /// <summary>How far similar corners lie apart, in sizes.</summary>
    public float Eps { get; init; }

    /// <summary>The least height of a cluster.</summary>
    public int MinHeight { get; init; }

    /// <inheritdoc/>
    public override string Kind => nameof(ClusterDetections);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "clusters of boxes";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Pair("image", ImageHeight, ImageWidth);
        fields.Int("stride", Stride);
        fields.Float("coverage", Coverage);
        fields.Int("more", GroupThreshold);
        fields.Float("eps", Eps);
        fields.Int("height", MinHeight);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ClusterDetections Read(Fields fields)
    {
        (int height, int width) = fields.Pair("image"u8);
        return new ClusterDetections(width, height, fields.Int("stride"u8))
        {
            Coverage = fields.Float("coverage"u8, 0),
            GroupThreshold = fields.Int("more"u8),
            Eps = fields.Float("eps"u8, 0),
            MinHeight = fields.Int("height"u8),
        };
    }
}
