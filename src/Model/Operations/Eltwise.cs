namespace CaffeSharpGen.Operations;

/// <summary>How <see cref="Eltwise"/> combines its inputs.</summary>
public enum EltwiseOperation
{
    /// <summary>The product.</summary>
    Product,

    /// <summary>The sum, each input times its coefficient.</summary>
    Sum,

    /// <summary>
    /// The largest, which gets the gradient. Of equal ones Caffe takes the second input rather than the first, and rather than any later
    /// one.
    /// </summary>
    Max,
}

/// <summary>
/// Caffe's <c>Eltwise</c> over two or more inputs of one shape. <paramref name="Coefficients"/>, of Sum only, is empty (all 1) or has one
/// entry an input.
/// </summary>
public sealed record Eltwise(EltwiseOperation Method = EltwiseOperation.Sum, EquatableArray<float> Coefficients = default) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Eltwise);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) =>
        Method == EltwiseOperation.Sum ? BackwardReads.Nothing : BackwardReads.Inputs;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) =>
        Method == EltwiseOperation.Sum && Coefficients.Length == 0 && use.Inputs == 2 ? FusionRole.Sum : FusionRole.None;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Method switch
    {
        EltwiseOperation.Product => "product",
        EltwiseOperation.Max => "maximum",
        _ => Coefficients.All(coefficient => coefficient == 1) ? "sum"
            : Coefficients.Length == 2 && Coefficients[0] == 1 && Coefficients[1] == -1 ? "difference"
            : "weighted sum",
    };

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag("product", Method == EltwiseOperation.Product);
        fields.Flag("max", Method == EltwiseOperation.Max);
        fields.Floats("coefficients", Coefficients);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Eltwise Read(Fields fields) => new(
        fields.Flag("product"u8) ? EltwiseOperation.Product : fields.Flag("max"u8) ? EltwiseOperation.Max : EltwiseOperation.Sum,
        fields.Floats("coefficients"u8));
}
