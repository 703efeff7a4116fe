namespace CaffeSharpGen.Operations;

/// <summary>
/// x·min(max(x + 3, 0), 6) / 6. Any shape. The derivative is 0 up to −3, (2x + 3) / 6 between −3 and 3, and 1 from 3 on.
/// </summary>
public sealed record HardSwish : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(HardSwish);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "hard swish";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HardSwish Read(Fields fields) => new();
}
