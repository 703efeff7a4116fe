namespace CaffeSharpGen.Operations;

/// <summary>
/// What a locally connected layer computes of windows that lie as channels (<see cref="Im2col"/>): a convolution whose kernels are others
/// at each position. Input N×K×H×W; weights, with P = H·W: <paramref name="NumOutput"/>×1×K×P, then 1×1×NumOutput×P if there is a bias.
/// Output N×NumOutput×H×W: at output m and position p the sum over k of input k at p times weight (m, k, p), and the bias (m, p).
/// </summary>
/// <param name="NumOutput">Count of outputs.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record LocalProduct(int NumOutput, bool Bias = true) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(LocalProduct);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Number(NumOutput)} locally connected outputs";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("outputs", NumOutput);
        fields.Flag("nobias", !Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LocalProduct Read(Fields fields) => new(fields.Int("outputs"u8), !fields.Flag("nobias"u8));
}
