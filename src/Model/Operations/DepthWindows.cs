namespace CaffeSharpGen.Operations;

/// <summary>
/// The windows of axis 2 as images of more channels, so that a convolution in three dimensions becomes one in two: input N×C×D×…, output
/// element [n·D' + d, c·Kernel + k, …] is input element [n, c, d·Stride − Pad + k·Dilation, …], and 0 where that is outside. The output's
/// element count says what D' is; its shape may be any other of as many elements. With a kernel of 1 it swaps axes 1 and 2. Where it is
/// transposed, its output is N×C×D×… and the sum of the elements of the windows that lie at each of its elements: what a deconvolution
/// needs.
/// </summary>
public sealed record DepthWindows(int Kernel = 1, int Stride = 1, int Pad = 0, int Dilation = 1, bool IsTransposed = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(DepthWindows);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) =>
        IsTransposed ? $"sum of windows of {Words.Number(Kernel)} along axis 2"
        : Kernel == 1 && Stride == 1 && Pad == 0 ? "axes 1 and 2 swapped" : $"windows of {Words.Number(Kernel)} along axis 2";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("kernel", Kernel, unless: 1);
        fields.Int("stride", Stride, unless: 1);
        fields.Int("pad", Pad, unless: 0);
        fields.Int("dilation", Dilation, unless: 1);
        fields.Flag("transposed", IsTransposed);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static DepthWindows Read(Fields fields) => new(
        fields.Int("kernel"u8, 1), fields.Int("stride"u8, 1), fields.Int("pad"u8, 0), fields.Int("dilation"u8, 1),
        fields.Flag("transposed"u8));
}
