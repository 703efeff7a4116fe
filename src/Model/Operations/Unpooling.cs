namespace CaffeSharpGen.Operations;

/// <summary>
/// The reverse of max pooling (SegNet's <c>Upsample</c>, DeconvNet's <c>Unpooling</c>): each element of the first input goes to the
/// position in its plane that the second input gives as a number y·W + x, such as the second output of <see cref="Pooling"/>; the rest is
/// zero. Where several go to one position, the last one stays. Elements without a position (−1) go nowhere. No gradient flows to the
/// second input.
/// </summary>
public sealed record Unpooling : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Unpooling);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "max unpooling";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Unpooling Read(Fields fields) => new();
}
