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
/// Caffe's <c>Pooling</c>. Input N×C×H×W; the output's size is that of the output buffer (Caffe's ceil rule is the compiler's
/// business). A second output of Max holds, as floats, the position y·W + x of each maximum in its plane; no gradient flows through it.
/// </summary>
public sealed record Pooling(
    PoolingMethod Method, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0) : Operation;
