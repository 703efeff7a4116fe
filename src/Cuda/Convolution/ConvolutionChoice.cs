using CaffeSharpGen.Cuda.Memory;
namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// The candidates for one direction of a correlation, in the order in which they are tried. They share descriptors, which are freed with
/// the choice.
/// </summary>
/// <param name="session">Where they run.</param>
/// <param name="sizes">What they compute.</param>
/// <param name="isTransposed">Whether they go from the map to the image.</param>
internal sealed class ConvolutionChoice(SessionMemory session, Correlation sizes, bool isTransposed) : IDisposable
{
    private CudnnConvolution? cudnn;

    /// <summary>
    /// Ours for depthwise convolutions, which cuDNN does slowly; cuBLAS where a convolution is a product as it lies there, which saves
    /// index arithmetic; what cuDNN has, as it ranks it; and at last loops of ours, which take
    /// everything, also padding that differs from side to side, which cuDNN has not. Each is made when it is asked
    /// for.
    /// </summary>
    public IEnumerable<ConvolutionCandidate> Candidates()
    {
        Predicate<ConvolutionCandidate>? accepts = ConvolutionSelection.Of(session.Context).Accepts;
        return accepts is null ? All() : All().Where(candidate => accepts(candidate));
    }

    /// <inheritdoc/>
    public void Dispose() => cudnn?.Dispose();

    private IEnumerable<ConvolutionCandidate> All()
    {
        if (sizes.IsDepthwise)
        {
            yield return new DepthwiseCandidate(session.Context, sizes, isTransposed);
        }
        else if (sizes.HasEqualPads)
        {
            if (sizes.IsWhole)
                yield return new VectorCandidate(session.Context, sizes, isTransposed);
            else if (sizes.IsPointwise)
                yield return new PointwiseCandidate(session.Context, sizes, isTransposed);
            cudnn ??= new CudnnConvolution(session.Context, sizes);
            foreach ((int algorithm, nuint bytes) in cudnn.Algorithms(isTransposed, session.Context.Options.MostWorkspaceBytes))
                yield return new CudnnCandidate(session, cudnn, isTransposed, algorithm, bytes);
        }
        yield return new PlainCandidate(session.Context, sizes, isTransposed);
    }
}
