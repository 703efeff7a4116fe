namespace CaffeSharpGen.Operations;

/// <summary>
/// Transposed convolution, Caffe's <c>Deconvolution</c>: its forward is the data gradient of a <see cref="Convolution"/> and its
/// backward the forward of one. Input N×C×H×W, output N×NumOutput×H'×W' with
/// H' = StrideH·(H − 1) + DilationH·(KernelH − 1) + 1 − 2·PadH, and W' likewise.
/// Weights: C × NumOutput/Group × KernelH × KernelW, then NumOutput if <paramref name="Bias"/>.
/// </summary>
public sealed record Deconvolution(
    int NumOutput, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0,
    int DilationH = 1, int DilationW = 1, int Group = 1, bool Bias = true) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Deconvolution);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) =>
        $"{Words.Pair(KernelH, KernelW)} deconvolution" + Words.InBrackets(
            StrideH == 1 && StrideW == 1 ? null : Words.Lengths("stride", StrideH, StrideW),
            DilationH == 1 && DilationW == 1 ? null : Words.Lengths("dilation", DilationH, DilationW),
            Group == 1 ? null : $"{Words.Number(Group)} groups");

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("outputs", NumOutput);
        fields.Pair("kernel", KernelH, KernelW);
        fields.Pair("stride", StrideH, StrideW, unless: 1);
        fields.Pair("pad", PadH, PadW, unless: 0);
        fields.Pair("dilation", DilationH, DilationW, unless: 1);
        fields.Int("group", Group, unless: 1);
        fields.Flag("nobias", !Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Deconvolution Read(Fields fields)
    {
        (int kernelH, int kernelW) = fields.Pair("kernel"u8);
        (int strideH, int strideW) = fields.Pair("stride"u8, 1);
        (int padH, int padW) = fields.Pair("pad"u8, 0);
        (int dilationH, int dilationW) = fields.Pair("dilation"u8, 1);
        return new Deconvolution(
            fields.Int("outputs"u8), kernelH, kernelW, strideH, strideW, padH, padW, dilationH, dilationW,
            fields.Int("group"u8, 1), Bias: !fields.Flag("nobias"u8));
    }
}
