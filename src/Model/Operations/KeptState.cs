namespace CaffeSharpGen.Operations;

/// <summary>
/// A state of a <see cref="Recurrence"/> before its first step, where a network keeps it from pass to pass, as Caffe's <c>LSTM</c> and
/// <c>RNN</c> do: the step that reads it as a state puts out the state after the last step, and that is its value in the next pass. Zeros
/// in the first pass. It reads nothing, and gradients end here.
/// </summary>
public sealed record KeptState : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(KeptState);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "state of the last pass";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static KeptState Read(Fields fields) => new();
}
