namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>MVN</c>: each plane of the input N×C×H×W, or each image if <paramref name="AcrossChannels"/>, less its mean m, and if
/// <paramref name="NormalizeVariance"/> divided by s + <paramref name="Eps"/>, where s² is its variance: (x − m) / (√(mean of (x − m)²) +
/// eps). Missing axes count as 1; the output has four.
/// </summary>
public sealed record MVN(bool NormalizeVariance = true, bool AcrossChannels = false, float Eps = 1e-9f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(MVN);

    /// <inheritdoc/>
    public override bool IsLinear => !NormalizeVariance;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) =>
        NormalizeVariance ? BackwardReads.Inputs : BackwardReads.Nothing;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => NormalizeVariance ? "mean-variance normalization" : "less the mean";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag("meanonly", !NormalizeVariance);
        fields.Flag("acrosschannels", AcrossChannels);
        fields.Float("eps", Eps, unless: 1e-9f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static MVN Read(Fields fields) =>
        new(!fields.Flag("meanonly"u8), fields.Flag("acrosschannels"u8), fields.Float("eps"u8, 1e-9f));
}
