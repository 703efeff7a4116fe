namespace CaffeSharpGen.Operations;

/// <summary>
/// log(exp(x) / Σ exp(x)) = x − max − log Σ exp(x − max) along <paramref name="Axis"/>: logarithms of probabilities.
/// </summary>
public sealed record LogSoftmax(int Axis = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(LogSoftmax);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "log-softmax";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("axis", Axis, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LogSoftmax Read(Fields fields) => new(fields.Int("axis"u8, 1));
}
