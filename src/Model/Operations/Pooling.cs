namespace CaffeSharpGen.Operations;

/// <summary>How a pooling window becomes one number.</summary>
public enum PoolingMethod
{
    /// <summary>The largest value; the first of equal ones in scan order.</summary>
    Max,

    /// <summary>The sum over the window divided by its area clipped at H + PadH and W + PadW: padding counts, as in Caffe.</summary>
    Average,
}

/// <summary>
/// Caffe's <c>Pooling</c>. Input N×C×H×W; the output's size is that of the output buffer (the compiler applies Caffe's ceil
/// rule). A second output of Max holds, as floats, the position y·W + x of each maximum in its plane; no gradient flows through it.
/// </summary>
public sealed record Pooling(
    PoolingMethod Method, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Pooling);

    /// <inheritdoc/>
    public override bool IsPooling => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) =>
        Method == PoolingMethod.Max ? BackwardReads.MaxIndices : BackwardReads.Nothing;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) =>
        $"{Words.Pair(KernelH, KernelW)} {(Method == PoolingMethod.Max ? "max" : "average")} pooling"
        + (StrideH == KernelH && StrideW == KernelW ? "" : Words.InBrackets(Words.Lengths("stride", StrideH, StrideW)));

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag(Method == PoolingMethod.Max ? "max" : "average", true);
        fields.Pair("kernel", KernelH, KernelW);
        fields.Pair("stride", StrideH, StrideW, unless: 1);
        fields.Pair("pad", PadH, PadW, unless: 0);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Pooling Read(Fields fields)
    {
        (int kernelH, int kernelW) = fields.Pair("kernel"u8);
        (int strideH, int strideW) = fields.Pair("stride"u8, 1);
        (int padH, int padW) = fields.Pair("pad"u8, 0);
        PoolingMethod method = fields.Flag("max"u8) ? PoolingMethod.Max : PoolingMethod.Average;
        return new Pooling(method, kernelH, kernelW, strideH, strideW, padH, padW);
    }
}
