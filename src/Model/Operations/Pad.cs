namespace CaffeSharpGen.Operations;

/// <summary>
/// The input with a border of <paramref name="Value"/>: it starts at <paramref name="Before"/> (one entry an axis) of the output, whose
/// shape says what lies behind. Any shape.
/// </summary>
public sealed record Pad(EquatableArray<int> Before, float Value = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Pad);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Value == 0 ? "pad" : $"pad with {Words.Number(Value)}";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Ints("before", Before);
        fields.Float("value", Value, unless: 0);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Pad Read(Fields fields) => new(fields.Ints("before"u8), fields.Float("value"u8, 0));
}
