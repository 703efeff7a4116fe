using System.Security.Cryptography;
using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Models.Tests.Download;

/// <summary>Downloads that go well, at once or in the end.</summary>
public sealed class CompleteTests
{
    [Fact]
    public async Task A_file_is_downloaded_once()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        PublishedWeights weights = store.Weights(server.Address());

        Assert.False(store.Open().Contains(weights));
        Assert.Equal(store.Target, await store.GetAsync(weights));
        store.IsComplete();
        Assert.Equal(DownloadStep.Connecting, store.Steps[0].Step);
        Assert.Equal(DownloadStep.Verifying, store.Steps[^1].Step);
        Assert.Contains(new DownloadProgress(DownloadStep.Receiving, server.Address(), store.Content.Length, store.Content.Length), store.Steps);

        Assert.Equal(store.Target, await store.GetAsync(weights));
        Assert.Equal(store.Target, await store.Open(isOffline: true).GetAsync(weights));
        Assert.Single(server.Requests);
        Assert.Null(await store.Open().FindMismatchAsync(weights));
    }

    [Fact]
    public async Task A_file_that_is_here_is_replaced_if_that_is_wanted()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        PublishedWeights weights = store.Weights(server.Address());
        File.WriteAllBytes(store.Target, new byte[store.Content.Length]);
        string? mismatch = await store.Open().FindMismatchAsync(weights);
        Assert.Contains(weights.Sha256!, mismatch, StringComparison.Ordinal);
        await store.Open().ReplaceAsync(weights);
        store.IsComplete();
    }

    [Fact]
    public async Task A_file_of_another_size_is_not_the_published_one()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        File.WriteAllBytes(store.Target, [1, 2, 3]);
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_checked_by_what_is_known_of_it(bool sha1)
    {
        using var store = new Store();
        // Its length is not announced: chunks.
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK", "Transfer-Encoding: chunked");
            await answer.ChunkAsync(store.Content.AsMemory(0, 1000));
            await answer.ChunkAsync(store.Content.AsMemory(1000));
            await answer.ChunkAsync(ReadOnlyMemory<byte>.Empty);
        });
        PublishedWeights all = store.Weights(server.Address());
        await store.GetAsync(sha1
            ? all with { Sha256 = null, Size = null, Sha1 = Convert.ToHexString(SHA1.HashData(store.Content)) }
            : all with { Sha256 = null });
        store.IsComplete();
    }

    [Fact]
    public async Task The_next_address_serves_where_the_first_does_not()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => request.Target switch
        {
            "/gone" => answer.HeadAsync("404 Not Found", "Content-Length: 0"),
            "/wrong" => answer.FileAsync(new byte[store.Content.Length]),
            _ => answer.FileAsync(store.Content),
        });
        await store.GetAsync(store.Weights(new Uri("http://127.0.0.1:1/refused"), server.Address("/gone"), server.Address("/wrong"), server.Address()));
        store.IsComplete();
        Assert.Equal(3, store.Problems.Count());
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => request.Target == "/old"
            ? answer.HeadAsync("302 Found", "Location: /file.caffemodel", "Content-Length: 0")
            : answer.FileAsync(store.Content));
        await store.GetAsync(store.Weights(server.Address("/old")));
        store.IsComplete();
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => request.Index < 2
            ? answer.HeadAsync("503 Service Unavailable", "Retry-After: 1", "Content-Length: 0")
            : answer.FileAsync(store.Content));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Equal(3, server.Requests.Count);
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1.9), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Two_at_once_download_once()
    {
        using var store = new Store();
        var go = new TaskCompletionSource();
        using var server = new LocalServer(async (_, answer) =>
        {
            await go.Task;
            await answer.FileAsync(store.Content);
        });
        PublishedWeights weights = store.Weights(server.Address());
        Task<string> first = store.GetAsync(weights), second = store.GetAsync(weights);
        await Until(() => store.Steps.Any(step => step.Step == DownloadStep.Waiting));
        using (var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync(weights, impatient.Token));
        go.SetResult();
        Assert.Equal([store.Target, store.Target], await Task.WhenAll(first, second));
        Assert.Single(server.Requests);
        store.IsComplete();
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 500 && !condition(); i++)
            await Task.Delay(20);
        Assert.True(condition());
    }
}
