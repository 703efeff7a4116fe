namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Embed</c>: each element of the input, whatever its shape, is the index of a row of the table; the output has the input's
/// axes, then the rows'. Weights: rows × K, then K if <paramref name="Bias"/>, which is added to each row. No gradient.
/// </summary>
public sealed record Embed(bool Bias = true) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Embed);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "embedding";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Flag("nobias", !Bias);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Embed Read(Fields fields) => new(!fields.Flag("nobias"u8));
}
