namespace CaffeSharpGen.Operations;

/// <summary>
/// Distances of the vectors that the axes from <paramref name="Axis"/> on form to <paramref name="NumOutput"/> centers: Σ (x − w)², or
/// Σ |x − w| if <paramref name="IsL1"/>. The centers are the second input if there are two, else the weight; NumOutput × length. With
/// <paramref name="Normalizes"/> each center is divided by √(Σ w² + 1e-6) first.
/// </summary>
public sealed record InnerDistance(int NumOutput, int Axis = 1, bool IsL1 = false, bool Normalizes = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(InnerDistance);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => IsL1 ? "L1 distance" : "squared distance";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("outputs", NumOutput);
        fields.Int("axis", Axis, unless: 1);
        fields.Flag("l1", IsL1);
        fields.Flag("normalizes", Normalizes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static InnerDistance Read(Fields fields) =>
        new(fields.Int("outputs"u8), fields.Int("axis"u8, 1), fields.Flag("l1"u8), fields.Flag("normalizes"u8));
}
