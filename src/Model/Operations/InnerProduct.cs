namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>InnerProduct</c> (fully connected): the axes from <paramref name="Axis"/> on are one vector of length K, the axes before
/// it count vectors. Weights: NumOutput × K (K × NumOutput if <paramref name="Transpose"/>), then NumOutput if <paramref name="Bias"/>.
/// </summary>
public sealed record InnerProduct(int NumOutput, int Axis = 1, bool Transpose = false, bool Bias = true) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(InnerProduct);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => FusionRole.Product;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "fully connected";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("outputs", NumOutput);
        fields.Int("axis", Axis, unless: 1);
        fields.Flag("transpose", Transpose);
        fields.Flag("nobias", !Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static InnerProduct Read(Fields fields) =>
        new(fields.Int("outputs"u8), fields.Int("axis"u8, 1), fields.Flag("transpose"u8), Bias: !fields.Flag("nobias"u8));
}
