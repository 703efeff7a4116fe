namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>BatchNorm</c>: (x − mean) / √(variance + Eps) for each channel (axis 1). Weights: C means, C variances and 1 divisor of
/// both (0 makes both 0). Without <paramref name="UseGlobalStats"/> mean and variance (over N, not N − 1) are those of the input itself,
/// over all axes but 1, and the gradient flows through them. <paramref name="EpsOutsideRoot"/> divides by √variance + Eps
/// (<c>add_eps_before_sqrt: false</c>); <paramref name="IgnoresFactor"/> takes the stored means and variances as they are (NVIDIA's fork).
/// </summary>
public sealed record BatchNorm(
    bool UseGlobalStats = true, float Eps = 1e-5f, bool EpsOutsideRoot = false, bool IgnoresFactor = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BatchNorm);

    /// <inheritdoc/>
    public override int DivisorWeight => IgnoresFactor ? -1 : 2;

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
        fields.Flag("outside", EpsOutsideRoot);
        fields.Flag("no-factor", IgnoresFactor);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BatchNorm Read(Fields fields) => new(
        !fields.Flag("own-stats"u8), fields.Float("eps"u8, 1e-5f), fields.Flag("outside"u8), fields.Flag("no-factor"u8));

    /// <summary>What stored means and variances are multiplied by.</summary>
    /// <param name="factor">The stored factor.</param>
    public double StoredScale(double factor) => IgnoresFactor ? 1 : factor == 0 ? 0 : 1 / factor;

    /// <summary>What is divided by.</summary>
    public double Deviation(double variance) => EpsOutsideRoot ? Math.Sqrt(variance) + Eps : Math.Sqrt(variance + Eps);

    private bool IsScaleShift(OperationUse use) => UseGlobalStats && use.Rank > 1;
}
