namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Im2col</c>: from N×C×H×W to N×(C·KernelH·KernelW)×H'×W'. Channel (c·KernelH + kh)·KernelW + kw at y, x is the input's channel
/// c at y·StrideH − PadH + kh·DilationH, x·StrideW − PadW + kw·DilationW, and 0 beyond it. H' and W' are those of the output's buffer.
/// </summary>
public sealed record Im2col(
    int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0, int DilationH = 1, int DilationW = 1)
    : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Im2col);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Pair(KernelH, KernelW)} windows as channels";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Pair("kernel", KernelH, KernelW);
        fields.Pair("stride", StrideH, StrideW, unless: 1);
        fields.Pair("pad", PadH, PadW, unless: 0);
        fields.Pair("dilation", DilationH, DilationW, unless: 1);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Im2col Read(Fields fields)
    {
        (int kernelH, int kernelW) = fields.Pair("kernel"u8);
        (int strideH, int strideW) = fields.Pair("stride"u8, 1);
        (int padH, int padW) = fields.Pair("pad"u8, 0);
        (int dilationH, int dilationW) = fields.Pair("dilation"u8, 1);
        return new Im2col(kernelH, kernelW, strideH, strideW, padH, padW, dilationH, dilationW);
    }
}
