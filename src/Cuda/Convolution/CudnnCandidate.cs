using CaffeSharpGen.Cuda.Memory;
namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>An algorithm of cuDNN.</summary>
/// <param name="session">Where it runs.</param>
/// <param name="convolution">What it computes.</param>
/// <param name="isTransposed">Whether it goes from the map to the image.</param>
/// <param name="algorithm">cuDNN's number of it, in its direction.</param>
/// <param name="bytes">How much memory it works in.</param>
/// <param name="offset">Where that begins in the workspace.</param>
internal sealed class CudnnCandidate(
    SessionMemory session, CudnnConvolution convolution, bool isTransposed, int algorithm, nuint bytes, nuint offset = 0)
    : ConvolutionCandidate
{
    // By cudnnConvolutionFwdAlgo_t.
    private static readonly string[] forward =
        ["implicit GEMM", "implicit precomp GEMM", "GEMM", "direct", "FFT", "tiled FFT", "Winograd", "non-fused Winograd"];

    // By cudnnConvolutionBwdDataAlgo_t.
    private static readonly string[] transposed =
    [
        "transposed GEMM 0", "transposed GEMM 1", "transposed FFT", "transposed tiled FFT", "transposed Winograd",
        "transposed non-fused Winograd",
    ];

    /// <summary>cuDNN's number of it, in its direction.</summary>
    public int Algorithm => algorithm;

    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            string[] names = isTransposed ? transposed : forward;
            return algorithm < names.Length ? $"cuDNN {names[algorithm]}" : $"cuDNN algorithm {algorithm}";
        }
    }

    /// <inheritdoc/>
    public override nuint WorkspaceBytes => bytes == 0 ? 0 : offset + bytes;

    /// <inheritdoc/>
    public override bool TryPrepare(in ConvolutionRun run)
    {
        // Values that lie otherwise than it was asked for may want more memory.
        if (convolution.SetStrides(run) && !convolution.TryWorkspace(isTransposed, algorithm, out bytes))
            return false;
        // Also where that was asked for before, but not to be had.
        session.Workspace.Require(WorkspaceBytes);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        if (!TryPrepare(run))
            return false;
        ulong workspace = bytes == 0 ? 0 : session.Workspace.Pointer + offset;
        return isTransposed
            ? convolution.TryTransposed(run, algorithm, workspace, bytes)
            : convolution.TryForward(run, algorithm, workspace, bytes);
    }
}
