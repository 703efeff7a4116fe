namespace CaffeSharpGen.Operations;

/// <summary>
/// PSPNet's <c>BN</c> in use: (x − mean) / √(variance + Eps) · slope + bias for each channel (axis 1). Weights: C slopes, C biases, C means
/// and C variances.
/// </summary>
public sealed record BN(float Eps = 1e-5f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BN);

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => use.Rank > 1 ? FusionRole.ScaleShift : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "batch norm, scale and shift";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("eps", Eps, unless: 1e-5f);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BN Read(Fields fields) => new(fields.Float("eps"u8, 1e-5f));
}
