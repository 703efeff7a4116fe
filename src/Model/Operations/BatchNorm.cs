namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>BatchNorm</c>: (x − mean) / √(variance + Eps) for each channel (axis 1). Weights: C means, C variances and 1 divisor of
/// both (0 makes both 0). Without <paramref name="UseGlobalStats"/> mean and variance (over N, not N − 1) are those of the input itself,
/// over all axes but 1, and the gradient flows through them.
/// </summary>
public sealed record BatchNorm(bool UseGlobalStats = true, float Eps = 1e-5f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BatchNorm);

    /// <inheritdoc/>
    public override int DivisorWeight => 2;

    /// <inheritdoc/>
    public override bool MixesImages => !UseGlobalStats;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => IsScaleShift(use) ? BackwardReads.Nothing : BackwardReads.Outputs;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => IsScaleShift(use) ? FusionRole.ScaleShift : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => UseGlobalStats ? "batch norm" : "batch norm (own statistics)";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag("own-stats", !UseGlobalStats);
        fields.Float("eps", Eps, unless: 1e-5f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BatchNorm Read(Fields fields) => new(!fields.Flag("own-stats"u8), fields.Float("eps"u8, 1e-5f));

    private bool IsScaleShift(OperationUse use) => UseGlobalStats && use.Rank > 1;
}
