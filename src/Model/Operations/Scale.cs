namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Scale</c>: multiplies the input by a scale whose shape equals the input's axes from <paramref name="Axis"/> on, for as many
/// axes as it has (none: one scale for all). The scale is the second input if there are two, else the first weight;
/// with <paramref name="Bias"/> the last weight, of the scale's shape, is added.
/// </summary>
public sealed record Scale(int Axis = 1, bool Bias = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Scale);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => use.Inputs > 1 ? BackwardReads.Inputs : BackwardReads.Nothing;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) =>
        use.Inputs == 1 && Axis == 1 && use.Weights[0].Rank == 1 ? FusionRole.ScaleShift : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Bias ? "scale and shift" : "scale";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("axis", Axis, unless: 1);
        fields.Flag("bias", Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Scale Read(Fields fields) => new(fields.Int("axis"u8, 1), fields.Flag("bias"u8));
}
