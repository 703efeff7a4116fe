using CaffeSharpGen.Cuda.Memory;
namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// One direction of a correlation, prepared: the first candidate that the libraries support, or the fastest one, which is measured when it
/// first runs. One that answers that it does not support what it runs for the first time is passed over.
/// </summary>
internal sealed class ConvolutionPass : IDisposable
{
    private readonly SessionMemory session;
    private readonly Correlation sizes;
    private readonly bool isTransposed;
    private readonly ConvolutionChoice choice;
    private IEnumerator<ConvolutionCandidate> candidates;
    private readonly List<string> refused = [];
    private ConvolutionCandidate? current;
    private bool isToBeMeasured;

    /// <summary>Chooses.</summary>
    /// <param name="session">Where it runs.</param>
    /// <param name="sizes">What it computes.</param>
    /// <param name="isTransposed">Whether it goes from the map to the image.</param>
    /// <exception cref="CudaException">A call failed, or there is no candidate.</exception>
    public ConvolutionPass(SessionMemory session, Correlation sizes, bool isTransposed)
    {
        (this.session, this.sizes, this.isTransposed) = (session, sizes, isTransposed);
        isToBeMeasured = session.Context.Options.Tuning == Tuning.Measured;
        choice = new ConvolutionChoice(session, sizes, isTransposed);
        candidates = choice.Candidates().GetEnumerator();
        try
        {
            Next();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What was chosen, such as <c>cuDNN implicit precomp GEMM, 12 MiB</c>.</summary>
    public string Algorithm => current switch
    {
        null => "",
        { WorkspaceBytes: 0 } => current.Name,
        _ => $"{current.Name}, {Size(current.WorkspaceBytes)}",
    };

    /// <summary>Runs.</summary>
    /// <exception cref="CudaException">A call failed, or no candidate is left.</exception>
    public void Run(in ConvolutionRun run)
    {
        if (isToBeMeasured)
            Measure(run.Weights);
        while (current?.TryRun(run) != true)
            Next();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        candidates.Dispose();
        choice.Dispose();
    }

    // The others remain behind it, as they were.
    private void Measure(ulong weights)
    {
        isToBeMeasured = false;
        ConvolutionCandidate[] all = [.. choice.Candidates()];
        // The last ones are plain loops, for what nothing else takes: they need not be measured.
        if (all.Length < 3)
            return;
        MeasuredChoices choices = MeasuredChoices.Of(session.Context);
        string? known = choices.Find(sizes, isTransposed);
        if (Array.Find(all, candidate => candidate.Name == known) is not { } fastest)
        {
            if (CandidateTimes.Rank(session, sizes, weights, all[..^1]) is not [var first, ..])
                return;
            fastest = first;
            choices.Add(sizes, isTransposed, fastest.Name);
        }
        candidates.Dispose();
        candidates = all.Where(candidate => candidate != fastest).Prepend(fastest).GetEnumerator();
        current = null;
        Next();
    }

    private void Next()
    {
        if (current is not null)
            refused.Add(current.Name);
        current = candidates.MoveNext() ? candidates.Current : null;
        if (current is null)
        {
            string tried = refused.Count == 0 ? "" : $"; not supported: {string.Join(", ", refused)}";
            throw new CudaException($"no library computes this convolution: {sizes}{tried}");
        }
        session.Workspace.Require(current.WorkspaceBytes);
    }

    private static string Size(nuint bytes) => bytes < 1 << 20 ? $"{(bytes + 1023) >> 10} KiB" : $"{(bytes + (1 << 19)) >> 20} MiB";
}
