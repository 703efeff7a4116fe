using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// A 1×1 kernel of stride 1: a product of two matrices for each image, in cuBLAS. Of matrices in row order it computes the transposed
/// result from the transposed factors, which is how they lie.
/// </summary>
internal sealed unsafe class PointwiseCandidate(CudaContext context, Correlation sizes, bool isTransposed) : ConvolutionCandidate
{
    // cublasOperation_t.
    private const int AsStored = 0, TransposeIt = 1;

    private readonly int pixels = sizes.Image.H * sizes.Image.W;

    /// <inheritdoc/>
    public override string Name => "cuBLAS";

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        (View from, View to) = isTransposed ? (run.Map, run.Image) : (run.Image, run.Map);
        (int read, int written) = isTransposed ? (sizes.Map.Channels, sizes.Image.Channels) : (sizes.Image.Channels, sizes.Map.Channels);
        int ofWeights = isTransposed ? TransposeIt : AsStored;
        float one = 1, before = run.Add ? 1 : 0;
        if (sizes.Images == 1)
        {
            int status = Cublas.cublasSgemm_v2(
                context.Cublas, AsStored, ofWeights, pixels, written, read, &one, from.Data, pixels, run.Weights, sizes.Image.Channels,
                &before, to.Data, pixels);
            context.RequireCublas(status, nameof(Cublas.cublasSgemm_v2));
        }
        else
        {
            int status = Cublas.cublasSgemmStridedBatched(
                context.Cublas, AsStored, ofWeights, pixels, written, read, &one, from.Data, pixels, from.Stride, run.Weights,
                sizes.Image.Channels, 0, &before, to.Data, pixels, to.Stride, sizes.Images);
            context.RequireCublas(status, nameof(Cublas.cublasSgemmStridedBatched));
        }
        return true;
    }
}
