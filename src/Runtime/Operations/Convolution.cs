namespace CaffeSharpGen.Operations;

/// <summary>
/// Two-dimensional cross-correlation, Caffe's <c>Convolution</c>. Input N×C×H×W, output N×NumOutput×H'×W' with
/// H' = (H + 2·PadH − (DilationH·(KernelH − 1) + 1)) / StrideH + 1, rounded down.
/// Weights: NumOutput × C/Group × KernelH × KernelW, then NumOutput if <paramref name="Bias"/>.
/// </summary>
public sealed record Convolution(
    int NumOutput, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0,
    int DilationH = 1, int DilationW = 1, int Group = 1, bool Bias = true) : Operation;
