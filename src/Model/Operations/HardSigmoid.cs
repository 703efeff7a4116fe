namespace CaffeSharpGen.Operations;

/// <summary>
/// <paramref name="Alpha"/>·x + <paramref name="Beta"/>, limited to 0 … 1. Any shape. The derivative is Alpha inside the range, else 0.
/// </summary>
public sealed record HardSigmoid(float Alpha = 0.2f, float Beta = 0.5f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(HardSigmoid);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "hard sigmoid";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("alpha", Alpha, unless: 0.2f);
        fields.Float("beta", Beta, unless: 0.5f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HardSigmoid Read(Fields fields) => new(fields.Float("alpha"u8, 0.2f), fields.Float("beta"u8, 0.5f));
}
