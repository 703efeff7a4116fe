namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>AbsVal</c>: |x|; the derivative is the sign, 0 at 0. Any shape.</summary>
public sealed record AbsVal : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(AbsVal);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "absolute value";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static AbsVal Read(Fields fields) => new();
}
