namespace CaffeSharpGen.Operations;

/// <summary>
/// Every output is the input, element by element in C order, under the output's shape: Caffe's <c>Split</c>, <c>Dropout</c> (in the
/// TEST phase), <c>Flatten</c> and <c>Reshape</c>. The gradients of several outputs are summed.
/// </summary>
public sealed record Copy : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Copy);

    /// <inheritdoc/>
    public override Copying Copying => Copying.Whole;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "copy";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Copy Read(Fields fields) => new();
}
