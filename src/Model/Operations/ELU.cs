namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>ELU</c>: x if x > 0, else <paramref name="Alpha"/>·(exp(x) − 1). Any shape; obeys <see cref="ReluRule"/>.
/// </summary>
public sealed record ELU(float Alpha = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ELU);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("alpha", Alpha, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ELU Read(Fields fields) => new(fields.Float("alpha"u8, 1));
}
