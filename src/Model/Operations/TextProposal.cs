namespace CaffeSharpGen.Operations;

/// <summary>
/// CTPN's lines of text in pieces of one width. Inputs, of one image: scores 1×2A×H×W, of which the second half counts; deltas 1×2A×H×W,
/// for each anchor of its center along the height and of the logarithm of its height; the image's height and width. Outputs: R×4, where R
/// is H·W·A, for each position, then anchor, the corners x1, y1, x2, y2, cut off at the image; and R×1, their scores. No gradient.
/// </summary>
/// <param name="FeatStride">Pixels from position to position.</param>
/// <param name="Anchors">Corners x1, y1, x2, y2 of the A anchors of the first position.</param>
public sealed record TextProposal(int FeatStride, EquatableArray<float> Anchors) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(TextProposal);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"pieces of text from {Words.Number(Anchors.Length / 4)} anchors a position";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("stride", FeatStride);
        fields.Floats("anchors", Anchors);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TextProposal Read(Fields fields) => new(fields.Int("stride"u8), fields.Floats("anchors"u8));
}
