namespace CaffeSharpGen.Operations;

/// <summary>
/// The input repeated along its axes of length 1 to the output's shape, which may have more axes in front. Each gradient is the sum of
/// those of its repetitions.
/// </summary>
public sealed record BroadcastTo : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BroadcastTo);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "repeat";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BroadcastTo Read(Fields fields) => new();
}
