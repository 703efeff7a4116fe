namespace CaffeSharpGen.Operations;

/// <summary>
/// The boxes that a single-shot detector starts from, after <c>PriorBox</c> of SSD's fork. Input: a feature map N×C×H×W, of which the
/// size alone counts. Output 1×2×4B, where B is H·W times the boxes of a cell: first the corners xmin, ymin, xmax, ymax of each box, cell
/// by cell in rows, then as many variances. A box is <paramref name="Widths"/>[i]×<paramref name="Heights"/>[i] pixels large; its center
/// lies at (column + offset)·step + shift, and all is divided by the size of the image. No gradient.
/// </summary>
/// <param name="Widths">Widths of the boxes of a cell, in pixels.</param>
/// <param name="Heights">Heights of them, in pixels.</param>
/// <param name="Variances">Variances of the four corners.</param>
public sealed record PriorBox(EquatableArray<float> Widths, EquatableArray<float> Heights, EquatableArray<float> Variances) : Operation
{
    /// <summary>Pixels by which each box of a cell lies further right; none for none.</summary>
    public EquatableArray<float> ShiftsX { get; init; }

    /// <summary>Pixels by which each box of a cell lies further down; none for none.</summary>
    public EquatableArray<float> ShiftsY { get; init; }

    /// <summary>Pixels from cell to cell along the height.</summary>
    public float StepY { get; init; }

    /// <summary>Pixels from cell to cell along the width.</summary>
    public float StepX { get; init; }

    /// <summary>Height of the image.</summary>
    public int ImageHeight { get; init; }

    /// <summary>Width of the image.</summary>
    public int ImageWidth { get; init; }

    /// <summary>Where in its cell a center lies, in cells.</summary>
    public float Offset { get; init; } = 0.5f;

    /// <summary>Whether the corners are limited to 0 … 1.</summary>
    public bool Clip { get; init; }

    /// <summary>Whether corners are ymin, xmin, ymax, xmax instead.</summary>
    public bool YFirst { get; init; }

    /// <inheritdoc/>
    public override string Kind => nameof(PriorBox);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Number(Widths.Length)} boxes for each cell";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Floats("width", Widths);
        fields.Floats("height", Heights);
        fields.Floats("right", ShiftsX);
        fields.Floats("down", ShiftsY);
        fields.Float("stepY", StepY);
        fields.Float("stepX", StepX);
        fields.Pair("image", ImageHeight, ImageWidth);
        fields.Float("offset", Offset, unless: 0.5f);
        fields.Flag("clip", Clip);
        fields.Flag("yFirst", YFirst);
        fields.Floats("variance", Variances);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PriorBox Read(Fields fields)
    {
        (int height, int width) = fields.Pair("image"u8);
        return new PriorBox(fields.Floats("width"u8), fields.Floats("height"u8), fields.Floats("variance"u8))
        {
            ShiftsX = fields.Floats("right"u8),
            ShiftsY = fields.Floats("down"u8),
            StepY = fields.Float("stepY"u8, 0),
            StepX = fields.Float("stepX"u8, 0),
            ImageHeight = height,
            ImageWidth = width,
            Offset = fields.Float("offset"u8, 0.5f),
            Clip = fields.Flag("clip"u8),
            YFirst = fields.Flag("yFirst"u8),
        };
    }
}
