namespace CaffeSharpGen.Operations;

/// <summary>
/// OpenPose's <c>Nms</c>: the peaks of the first <paramref name="Parts"/> planes of N×C×H×W, as N×Parts×(MaxPeaks + 1)×3. A peak exceeds
/// <paramref name="Threshold"/> and its eight neighbors; the border has none. Row 0 holds how many peaks the plane has, also where that is
/// more than there is room for; the rows behind it hold x, y and score of each peak in the order of reading. x and y are means around the
/// peak (±3) with the positive values as weights. Unused numbers are 0.
/// </summary>
/// <param name="Threshold">What a peak exceeds.</param>
/// <param name="MaxPeaks">How many peaks of a plane are kept.</param>
/// <param name="Parts">How many planes are searched.</param>
public sealed record Nms(float Threshold, int MaxPeaks, int Parts) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Nms);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "peaks";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("threshold", Threshold);
        fields.Int("peaks", MaxPeaks);
        fields.Int("parts", Parts);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Nms Read(Fields fields) =>
        new(fields.Float("threshold"u8, 0), fields.Int("peaks"u8), fields.Int("parts"u8));
}
