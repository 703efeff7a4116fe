namespace CaffeSharpGen.Models.Download;

/// <summary>
/// A folder of downloaded weights. A file under its published name is complete, and its checksum was right: a download has a name of its
/// own (<c>.part</c>) until then, and goes on where it was interrupted. Several threads and processes may share a folder.
/// </summary>
public sealed class WeightStore
{
    private static readonly Lazy<HttpClient> SharedClient = new(WeightClient.Create);

    private readonly HttpClient? client;

    /// <summary>Makes a store; the folder is made when something is downloaded.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="client">
    /// What downloads; by default a client that uses the proxies of the environment (<c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>,
    /// <c>NO_PROXY</c>) or the system. It stays owned by the caller. Its own timeout ends a download: give it none.
    /// </param>
    public WeightStore(string folder, HttpClient? client = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        this.client = client;
    }

    /// <summary>
    /// The folder of this user: <c>CAFFESHARPGEN_CACHE</c>, else <c>caffesharpgen</c> in <c>XDG_CACHE_HOME</c>, else in the local
    /// application data on Windows and in <c>~/.cache</c> elsewhere.
    /// </summary>
    public static string DefaultFolder { get; } = CacheFolder.Find(Environment.GetEnvironmentVariable);

    /// <summary>The store in <see cref="DefaultFolder"/>.</summary>
    public static WeightStore Default { get; } = new(DefaultFolder);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Never downloads: only what is here can be had.</summary>
    public bool IsOffline { get; init; }

    /// <summary>How patient downloads are.</summary>
    public DownloadOptions Options { get; init; } = new();

    /// <summary>The path of a file, whether it is here or not.</summary>
    /// <exception cref="ArgumentException">Its name is that of no file in a folder.</exception>
    public string PathOf(PublishedWeights weights) =>
        Path.GetFileName(weights.File) == weights.File && weights.File is not ("" or "." or "..")
            ? Path.Combine(Folder, weights.File)
            : throw new ArgumentException(
                $"the file of {weights.Name} is '{weights.File}'; expected a name without a folder", nameof(weights));

    /// <summary>Whether a file is here, of the published size if that is known. Its checksum was compared when it was downloaded.</summary>
    public bool Contains(PublishedWeights weights) =>
        new FileInfo(PathOf(weights)) is { Exists: true } file && (weights.Size is not { } size || file.Length == size);

    /// <summary>Compares a file that is here with its published size and checksum.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    /// <exception cref="FileNotFoundException">The file is not here.</exception>
    public Task<string?> FindMismatchAsync(PublishedWeights weights, CancellationToken cancellationToken = default) =>
        Checksum.FindMismatchAsync(PathOf(weights), weights, cancellationToken);

    /// <summary>
    /// The path of a file of weights, which is downloaded if it is not here: <c>Vgg16.Load(await store.GetAsync(Vgg16.Weights))</c>.
    /// </summary>
    /// <param name="weights">What to get.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the download; a later one goes on from there.</param>
    /// <exception cref="DownloadException">
    /// No address had the file, or the file cannot be written, or the store is offline, or there is no address.
    /// </exception>
    public Task<string> GetAsync(
        PublishedWeights weights, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Contains(weights) ? Task.FromResult(PathOf(weights)) : DownloadAsync(weights, replaces: false, progress, cancellationToken);

    /// <summary>Downloads a file even if it is here; that one is replaced when the new one is complete.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<string> ReplaceAsync(
        PublishedWeights weights, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(weights, replaces: true, progress, cancellationToken);

    private async Task<string> DownloadAsync(
        PublishedWeights weights, bool replaces, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        RequireAddress(weights);
        string path = PathOf(weights);
        bool hasWaited = false;
        try
        {
            Directory.CreateDirectory(Folder);
            using IDisposable held = await FileLock.AcquireAsync(path + ".lock", () =>
            {
                hasWaited = true;
                progress?.Report(new(DownloadStep.Waiting, null, 0, weights.Size));
            }, cancellationToken).ConfigureAwait(false);
            // What another process has downloaded meanwhile need not be downloaded again.
            if (!Contains(weights) || (replaces && !hasWaited))
            {
                var download = new WeightDownload(weights, new PartialFile(path), client ?? SharedClient.Value, Options, progress);
                await download.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException and not DownloadException)
        {
            throw new DownloadException($"{path}: {problem.Message}", problem);
        }
        return path;
    }

    private void RequireAddress(PublishedWeights weights)
    {
        if (IsOffline)
            throw new DownloadException($"{PathOf(weights)}: there is no such file, and nothing is downloaded offline");
        if (weights.Addresses.Count > 0)
            return;
        throw new DownloadException(weights.Page is { } page
            ? $"the weights of {weights.Name} have no address: take {weights.File} from {page} by hand, and put it into {Folder}"
            : $"the weights of {weights.Name} are not published: {weights.File} comes with the repository of CaffeSharpGen, in models/");
    }
}
