namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>ReLU</c>: x if x > 0, else <paramref name="NegativeSlope"/>·x; and <paramref name="Maximum"/> where that is more, such as the
/// 6 of <c>relu6</c>, with the derivative 0 there. Any shape; obeys <see cref="ReluRule"/>.
/// </summary>
public sealed record ReLU(float NegativeSlope = 0, float Maximum = float.PositiveInfinity) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ReLU);

    /// <summary>Whether it has a largest value.</summary>
    public bool IsLimited => !float.IsPositiveInfinity(Maximum);

    /// <summary>Whether a bit an element says what its derivative is: 1, or the slope.</summary>
    public bool HasTwoDerivatives => NegativeSlope == 0 || !IsLimited;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => HasTwoDerivatives ? BackwardReads.ReluMask : BackwardReads.Inputs;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => HasTwoDerivatives ? FusionRole.Rectifier : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use)
    {
        string limit = IsLimited ? $" up to {Words.Number(Maximum)}" : "";
        return NegativeSlope == 0 ? $"ReLU{limit}" : $"leaky ReLU{limit} (slope {Words.Number(NegativeSlope)})";
    }

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("slope", NegativeSlope, unless: 0);
        fields.Float("max", Maximum, unless: float.PositiveInfinity);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ReLU Read(Fields fields) => new(fields.Float("slope"u8, 0), fields.Float("max"u8, float.PositiveInfinity));
}
