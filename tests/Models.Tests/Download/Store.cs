using System.Security.Cryptography;

namespace CaffeSharpGen.Models.Tests.Download;

/// <summary>A store in a temporary folder, and a file for it to get.</summary>
internal sealed class Store : IDisposable
{
    private readonly TemporaryFolder folder = new();
    // Whatever proxies this machine uses: the servers of these tests are on it.
    private readonly HttpClient client;
    private readonly List<DownloadProgress> steps = [];

    public Store(int size = 300_000, bool trustsAll = false)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, MaxAutomaticRedirections = 3 };
        if (trustsAll)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Content = new byte[size];
        new Random(7).NextBytes(Content);
        Content[0] = 10;
    }

    /// <summary>The file that is published.</summary>
    public byte[] Content { get; }

    public DownloadOptions Options { get; init; } = new() { StallTimeout = TimeSpan.FromSeconds(20), RetryDelay = TimeSpan.FromMilliseconds(1), Attempts = 3 };

    public string Target => folder.PathOf("file.caffemodel");

    public string Part => Target + ".part";

    /// <summary>Names of the files that there are.</summary>
    public IEnumerable<string> Files => folder.Files.Select(Path.GetFileName).Order(StringComparer.Ordinal)!;

    /// <summary>What was reported.</summary>
    public IReadOnlyList<DownloadProgress> Steps => steps;

    public IEnumerable<string> Problems => Steps.Where(step => step.Step == DownloadStep.Failed).Select(step => step.Problem!);

    public PublishedWeights Weights(params Uri[] addresses) => new()
    {
        Name = "net",
        File = "file.caffemodel",
        Addresses = addresses,
        Page = new Uri("http://authors.example/net"),
        Size = Content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content)),
    };

    public WeightStore Open(bool isOffline = false) => new(Path.GetDirectoryName(Target)!, client) { Options = Options, IsOffline = isOffline };

    public Task<string> GetAsync(PublishedWeights weights, CancellationToken cancellationToken = default) =>
        Open().GetAsync(weights, new Recorder(steps), cancellationToken);

    /// <summary>The download must fail: under the file's name there is nothing then.</summary>
    public async Task<string> FailAsync(PublishedWeights weights)
    {
        DownloadException failure = await Assert.ThrowsAsync<DownloadException>(() => GetAsync(weights));
        Assert.False(File.Exists(Target));
        return failure.Message;
    }

    /// <summary>The file is here, whole, and nothing is left of the download.</summary>
    public void IsComplete()
    {
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["file.caffemodel", "file.caffemodel.lock"], Files);
    }

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private sealed class Recorder(List<DownloadProgress> steps) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            lock (steps)
                steps.Add(value);
        }
    }
}
