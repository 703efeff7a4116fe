namespace CaffeSharpGen.Operations;

/// <summary>
/// x / n along <paramref name="Axis"/>, where n is √(Σ x² + <paramref name="Eps"/>), or Σ |x| + Eps if <paramref name="IsL1"/>. A second
/// output, if there is one, is n, with length 1 along the axis.
/// </summary>
public sealed record UnitNorm(int Axis = 1, bool IsL1 = false, float Eps = 1e-6f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(UnitNorm);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => IsL1 ? "L1 normalization" : "L2 normalization";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("axis", Axis, unless: 1);
        fields.Flag("l1", IsL1);
        fields.Float("eps", Eps, unless: 1e-6f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static UnitNorm Read(Fields fields) => new(fields.Int("axis"u8, 1), fields.Flag("l1"u8), fields.Float("eps"u8, 1e-6f));
}
