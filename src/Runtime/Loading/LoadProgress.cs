namespace CaffeSharpGen.Loading;

/// <summary>Says how much of a network's weights is ready, and ends the loading when it is cancelled.</summary>
/// <param name="progress">Who is told; null for nobody.</param>
/// <param name="cancellationToken">Ends it between two groups of layers.</param>
internal sealed class LoadProgress(IProgress<double>? progress, CancellationToken cancellationToken)
{
    private long total;
    private long done;

    /// <summary>Says how many weights there are.</summary>
    public void Begin(long weights) => total = weights;

    /// <summary>Says that so many more are ready.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Advance(long weights)
    {
        done += weights;
        if (weights > 0 && done < total)
            progress?.Report((double)done / total);
        ThrowIfCancelled();
    }

    /// <summary>Says that all is ready: once, also for a network without weights.</summary>
    public void End() => progress?.Report(1);

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();
}
