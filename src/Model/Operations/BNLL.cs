namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>BNLL</c>: log(1 + exp(x)), the softplus. Any shape. The derivative is 1 / (1 + exp(−x)).</summary>
public sealed record BNLL : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BNLL);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "softplus";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BNLL Read(Fields fields) => new();
}
