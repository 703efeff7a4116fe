namespace CaffeSharpGen.Operations;

/// <summary>
/// FlowNet's <c>ChannelNorm</c>: √(Σ x²) over the channels (axis 1), which become one. The gradient is that of the fork: dy·x / (y + 1e-9).
/// </summary>
public sealed record ChannelNorm : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ChannelNorm);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs | BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "length along channels";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ChannelNorm Read(Fields fields) => new();
}
