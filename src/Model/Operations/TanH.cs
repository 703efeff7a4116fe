namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>TanH</c>: the hyperbolic tangent. Any shape.</summary>
public sealed record TanH : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(TanH);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "tanh";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TanH Read(Fields fields) => new();
}
