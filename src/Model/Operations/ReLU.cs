namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>ReLU</c>: x if x > 0, else <paramref name="NegativeSlope"/>·x. Any shape; obeys <see cref="ReluRule"/>.</summary>
public sealed record ReLU(float NegativeSlope = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ReLU);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.ReluMask;

    /// <inheritdoc/>
    public override FusionRole RoleIn(OperationUse use) => FusionRole.Rectifier;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => NegativeSlope == 0 ? "ReLU" : $"leaky ReLU (slope {Words.Number(NegativeSlope)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("slope", NegativeSlope, unless: 0);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ReLU Read(Fields fields) => new(fields.Float("slope"u8, 0));
}
