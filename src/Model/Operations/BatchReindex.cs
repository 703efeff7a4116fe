namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>BatchReindex</c>: row i of the output is that row of the first input whose index the second one has at i, without its
/// fraction; zeros where that is negative, which Caffe refuses. Gradients of a row that is listed several times are summed; indices have
/// none.
/// </summary>
public sealed record BatchReindex : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(BatchReindex);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "rows by index";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BatchReindex Read(Fields fields) => new();
}
