namespace CaffeSharpGen.Operations;

/// <summary>
/// A value whose elements are all <paramref name="Value"/>: Caffe's <c>DummyData</c> with a constant filler. It reads nothing.
/// </summary>
public sealed record Constant(float Value = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Constant);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"constant {Words.Number(Value)}";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("value", Value, unless: 0);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Constant Read(Fields fields) => new(fields.Float("value"u8, 0));
}
