namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Swish</c>: x / (1 + exp(−<paramref name="Beta"/>·x)). Any shape.</summary>
public sealed record Swish(float Beta = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Swish);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "swish";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("beta", Beta, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Swish Read(Fields fields) => new(fields.Float("beta"u8, 1));
}
