namespace CaffeSharpGen.Operations;

/// <summary>How a pooling window becomes one number.</summary>
public enum PoolingMethod
{
    /// <summary>The largest value; the first of equal ones in scan order.</summary>
    Max,

    /// <summary>
    /// The sum over the window divided by its area clipped at H + PadBottom and W + PadRight: padding counts, as in Caffe.
    /// </summary>
    Average,

    /// <summary>The mean of the window's values: padding does not count (<c>AVE_EXC_PAD</c> of forks).</summary>
    AverageInside,

    /// <summary>
    /// The mean of the window's values weighted by themselves, Σx²/Σx, 0 where Σx is not above 0: what stochastic pooling expects in use.
    /// </summary>
    Stochastic,
}

/// <summary>
/// Caffe's <c>Pooling</c>. Input N×C×H×W; the output's size is that of the output buffer (the compiler applies Caffe's ceil
/// rule). A second output of Max holds, as floats, the position y·W + x of each maximum in its plane; no gradient flows through it.
/// </summary>
/// <param name="Method">How a window becomes one number.</param>
/// <param name="KernelH">Rows of a window.</param>
/// <param name="KernelW">Columns of a window.</param>
/// <param name="StrideH">Rows from window to window.</param>
/// <param name="StrideW">Columns from window to window.</param>
/// <param name="PadH">Rows of the first window above the plane.</param>
/// <param name="PadW">Columns of the first window left of the plane.</param>
/// <param name="PadBottom">Rows of padding below the plane that a mean counts; null for as many as above.</param>
/// <param name="PadRight">Columns of padding right of the plane that a mean counts; null for as many as left.</param>
public sealed record Pooling(
    PoolingMethod Method, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0,
    int? PadBottom = null, int? PadRight = null) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Pooling);

    /// <inheritdoc/>
    public override bool IsPooling => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => Method switch
    {
        PoolingMethod.Max => BackwardReads.MaxIndices,
        PoolingMethod.Stochastic => BackwardReads.Inputs,
        _ => BackwardReads.Nothing,
    };

    /// <inheritdoc/>
    public override string Summary(OperationUse use) =>
        $"{Words.Pair(KernelH, KernelW)} {Name} pooling"
        + (StrideH == KernelH && StrideW == KernelW ? "" : Words.InBrackets(Words.Lengths("stride", StrideH, StrideW)));

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag(Method == PoolingMethod.AverageInside ? "inside" : Name, true);
        fields.Pair("kernel", KernelH, KernelW);
        fields.Pair("stride", StrideH, StrideW, unless: 1);
        fields.Pair("pad", PadH, PadW, unless: 0);
        if (PadBottom is { } bottom)
            fields.Int("pad-bottom", bottom);
        if (PadRight is { } right)
            fields.Int("pad-right", right);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Pooling Read(Fields fields)
    {
        (int kernelH, int kernelW) = fields.Pair("kernel"u8);
        (int strideH, int strideW) = fields.Pair("stride"u8, 1);
        (int padH, int padW) = fields.Pair("pad"u8, 0);
        PoolingMethod method = fields.Flag("max"u8) ? PoolingMethod.Max
            : fields.Flag("inside"u8) ? PoolingMethod.AverageInside
            : fields.Flag("stochastic"u8) ? PoolingMethod.Stochastic
            : PoolingMethod.Average;
        return new Pooling(
            method, kernelH, kernelW, strideH, strideW, padH, padW,
            fields.TryGet("pad-bottom"u8, out _) ? fields.Int("pad-bottom"u8) : null,
            fields.TryGet("pad-right"u8, out _) ? fields.Int("pad-right"u8) : null);
    }

    private string Name => Method switch
    {
        PoolingMethod.Max => "max",
        PoolingMethod.Stochastic => "stochastic",
        _ => "average",
    };
}
