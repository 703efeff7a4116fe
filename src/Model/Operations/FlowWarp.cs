namespace CaffeSharpGen.Operations;

/// <summary>
/// FlowNet's <c>FlowWarp</c>: element (y, x) of each plane is that of the first input at (y + v, x + u), between four neighbors; the second
/// input N×2×H×W holds u and then v. Outside of the plane it is 0, or NaN with <paramref name="FillNotANumber"/>. Gradients flow to both
/// inputs; none from outside.
/// </summary>
public sealed record FlowWarp(bool FillNotANumber = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(FlowWarp);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "warp by a flow";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Flag("fill-nan", FillNotANumber);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FlowWarp Read(Fields fields) => new(fields.Flag("fill-nan"u8));
}
