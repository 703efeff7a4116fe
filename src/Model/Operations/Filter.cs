namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Filter</c>: each output has those rows of the input of its index for which the last input is not 0, in their order; rows that
/// are left over are 0. The gradient of a row that is not selected, and that of the last input, is 0.
/// </summary>
public sealed record Filter : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Filter);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "selected rows";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Filter Read(Fields fields) => new();
}
