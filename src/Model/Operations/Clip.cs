namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Clip</c>: x limited to <paramref name="Min"/> … <paramref name="Max"/>. Any shape. The derivative is 1 within the range, its
/// bounds included, else 0. As in Caffe, NaN becomes Min.
/// </summary>
public sealed record Clip(float Min, float Max) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Clip);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"clip to {Words.Number(Min)} … {Words.Number(Max)}";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("min", Min);
        fields.Float("max", Max);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Clip Read(Fields fields) => new(fields.Float("min"u8, 0), fields.Float("max"u8, 0));
}
