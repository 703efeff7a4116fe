namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Threshold</c>: 1 where x is larger than <paramref name="Limit"/>, else 0. Any shape. No gradient.
/// </summary>
public sealed record Threshold(float Limit = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Threshold);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"above {Words.Number(Limit)}";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Float("limit", Limit, unless: 0);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Threshold Read(Fields fields) => new(fields.Float("limit"u8, 0));
}
