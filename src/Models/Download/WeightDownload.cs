namespace CaffeSharpGen.Models.Download;

/// <summary>The download of one file: all addresses in turn, several times, until one has sent the file that is published.</summary>
internal sealed class WeightDownload(
    PublishedWeights weights, PartialFile part, HttpClient client, DownloadOptions options, IProgress<DownloadProgress>? progress)
{
    // An attempt that brought this many bytes was worth it, however it ended.
    private const long WorthwhileBytes = 1 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly List<Candidate> candidates = [.. weights.Addresses.Distinct().Select(address => new Candidate(address))];

    // The one address that sent all bytes that are here; null if others did, or an earlier download.
    private Uri? origin;

    /// <summary>Runs until the file is complete and has its name.</summary>
    /// <exception cref="DownloadException">No address had it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = options.RetryDelay;
        while (true)
        {
            TimeSpan asked = TimeSpan.Zero;
            foreach (Candidate candidate in candidates.Where(candidate => !candidate.IsGivenUp))
            {
                if (await TryAsync(candidate, cancellationToken).ConfigureAwait(false))
                {
                    part.Complete();
                    return;
                }
                asked = candidate.RetryAfter > asked ? candidate.RetryAfter : asked;
            }
            if (candidates.All(candidate => candidate.IsGivenUp))
                throw new DownloadException(Describe());
            TimeSpan next = asked > pause ? asked : pause;
            await Task.Delay(next < LongestPause ? next : LongestPause, cancellationToken).ConfigureAwait(false);
            pause = pause < LongestPause ? pause * 2 : pause;
        }
    }

    // Once, and again as long as it brings bytes that are worth it.
    private async Task<bool> TryAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        while (true)
        {
            long before = part.Length;
            try
            {
                await ReceiveAsync(candidate.Address, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (AttemptException failure)
            {
                progress?.Report(new(DownloadStep.Failed, candidate.Address, part.Length, weights.Size, failure.Message));
                candidate.Problem = failure.Message;
                candidate.RetryAfter = failure.RetryAfter;
                bool isWorthwhile = part.Length - before >= WorthwhileBytes;
                candidate.Failures += isWorthwhile ? 0 : 1;
                candidate.IsGivenUp = !failure.MayRecover || candidate.Failures >= options.Attempts;
                if (!isWorthwhile || candidate.IsGivenUp)
                    return false;
            }
            await Task.Delay(options.RetryDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            await AttemptAsync(address, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(DownloadStep.Verifying, null, part.Length, part.Length));
            if (await Checksum.FindMismatchAsync(part.Path, weights, cancellationToken).ConfigureAwait(false) is not { } mismatch)
                return;
            part.Delete();
            if (origin is not null)
                throw new AttemptException($"it sent another file: {mismatch}", mayRecover: false);
            // Bytes of an earlier download, or of another address, may be those of another file: once more without them.
            string problem = $"what an earlier download left is of another file ({mismatch}): from the start";
            progress?.Report(new(DownloadStep.Failed, address, 0, weights.Size, problem));
        }
    }

    private async Task AttemptAsync(Uri address, CancellationToken cancellationToken)
    {
        var attempt = new DownloadAttempt(weights, part, client, options, progress);
        try
        {
            await attempt.RunAsync(address, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (attempt.Offset == 0)
                origin = address;
            else if (attempt.Offset > 0 && origin != address)
                origin = null;
        }
    }

    private string Describe() =>
        $"the weights of {weights.Name}, {weights.File}, were not downloaded:"
        + string.Concat(candidates.Select(candidate => $"\n  {candidate.Address}: {candidate.Problem}"))
        + (weights.Page is { } page ? $"\nThe authors' page is {page}" : "")
        + (part.Length > 0 ? $"\n{part.Length} bytes are kept in {part.Path}: the next download goes on from there" : "");

    private sealed class Candidate(Uri address)
    {
        public Uri Address => address;

        public string Problem { get; set; } = "";

        public int Failures { get; set; }

        public bool IsGivenUp { get; set; }

        public TimeSpan RetryAfter { get; set; }
    }
}
