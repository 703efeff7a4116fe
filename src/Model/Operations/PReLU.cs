namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>PReLU</c>: a leaky ReLU whose slope is learned for each channel (axis 1). Weights: C slopes, or 1 if
/// <paramref name="ChannelShared"/>. Obeys <see cref="ReluRule"/>.
/// </summary>
public sealed record PReLU(bool ChannelShared = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(PReLU);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.ReluMask;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => FusionRole.Rectifier;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "PReLU";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Flag("shared", ChannelShared);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PReLU Read(Fields fields) => new(fields.Flag("shared"u8));
}
