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
    /// index arithmetic; what cuDNN has, as it ranks it; the same over a padded copy of the image where padding differs from side to side;
    /// and at last loops of ours, which take everything. Each is made when it is asked for.
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
            foreach (ConvolutionCandidate candidate in OfEqualPads(sizes, reserved: 0))
                yield return candidate;
        }
        else
        {
            Correlation padded = sizes.WithPaddedImage();
            nuint copy = PaddedCandidate.CopyBytes(padded);
            if (copy <= (nuint)session.Context.Options.MostWorkspaceBytes)
            {
                foreach (ConvolutionCandidate candidate in OfEqualPads(padded, copy))
                    yield return new PaddedCandidate(session, sizes, isTransposed, candidate);
            }
        }
        yield return new PlainCandidate(session.Context, sizes, isTransposed);
    }

    // With so much of the workspace reserved at its begin.
    private IEnumerable<ConvolutionCandidate> OfEqualPads(Correlation equal, nuint reserved)
    {
        if (equal.IsWhole)
            yield return new VectorCandidate(session.Context, equal, isTransposed);
        else if (equal.IsPointwise)
            yield return new PointwiseCandidate(session.Context, equal, isTransposed);
        cudnn ??= new CudnnConvolution(session.Context, equal);
        long most = session.Context.Options.MostWorkspaceBytes - (long)reserved;
        foreach ((int algorithm, nuint bytes) in cudnn.Algorithms(isTransposed, most))
            yield return new CudnnCandidate(session, cudnn, isTransposed, algorithm, bytes, reserved);
    }
}
