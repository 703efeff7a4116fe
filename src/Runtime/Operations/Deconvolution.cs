namespace CaffeSharpGen.Operations;

/// <summary>
/// Transposed convolution, Caffe's <c>Deconvolution</c>: its forward is the data gradient of a <see cref="Convolution"/> and its
/// backward the forward of one. Input N×C×H×W, output N×NumOutput×H'×W' with H' = StrideH·(H − 1) + DilationH·(KernelH − 1) + 1 − 2·PadH.
/// Weights: C × NumOutput/Group × KernelH × KernelW, then NumOutput if <paramref name="Bias"/>.
/// </summary>
public sealed record Deconvolution(
    int NumOutput, int KernelH, int KernelW, int StrideH = 1, int StrideW = 1, int PadH = 0, int PadW = 0,
    int DilationH = 1, int DilationW = 1, int Group = 1, bool Bias = true) : Operation;
