namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Crop</c>: the part of the first input that starts at <paramref name="Offsets"/> (one entry an axis) and has the output's
/// shape. A second input, if there is one, gives the shape only; its gradient is zero.
/// </summary>
public sealed record Crop(EquatableArray<int> Offsets) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Crop);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "crop";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Ints("offsets", Offsets);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Crop Read(Fields fields) => new(fields.Ints("offsets"u8));
}
