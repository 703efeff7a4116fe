namespace CaffeSharpGen.Operations;

/// <summary>The arc tangent of each element. Any shape.</summary>
public sealed record Atan : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Atan);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "arc tangent";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Atan Read(Fields fields) => new();
}
