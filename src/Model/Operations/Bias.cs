namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Bias</c>: adds a shift whose shape equals the input's axes from <paramref name="Axis"/> on, for as many axes as it has.
/// The shift is the second input if there are two, else the only weight.
/// </summary>
public sealed record Bias(int Axis = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Bias);

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) =>
        use.Inputs == 1 && Axis == 1 && use.Weights[0].Rank == 1 ? FusionRole.ScaleShift : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "bias";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("axis", Axis, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Bias Read(Fields fields) => new(fields.Int("axis"u8, 1));
}
