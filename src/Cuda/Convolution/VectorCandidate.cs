using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>A kernel as large as the image: a product of a matrix and a vector for each image, in cuBLAS.</summary>
internal sealed class VectorCandidate(CudaContext context, Correlation sizes, bool isTransposed) : ConvolutionCandidate
{
    private readonly VectorProduct product = isTransposed
        ? VectorProduct.Transposed(sizes.MapCount, sizes.ImageCount)
        : VectorProduct.Of(sizes.MapCount, sizes.ImageCount);

    /// <inheritdoc/>
    public override string Name => "cuBLAS";

    /// <inheritdoc/>
    public override bool TryRun(in ConvolutionRun run)
    {
        (View from, View to) = isTransposed ? (run.Map, run.Image) : (run.Image, run.Map);
        product.Run(context, run.Weights, from, to, sizes.Images, 1, run.Add);
        return true;
    }
}
