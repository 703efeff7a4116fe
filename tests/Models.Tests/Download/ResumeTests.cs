using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Models.Tests.Download;

/// <summary>Downloads that are interrupted go on, and only with bytes of the same file.</summary>
public sealed class ResumeTests
{
    private const string Version = "\"v1\"";

    [Fact]
    public async Task A_cut_download_goes_on_where_it_was()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, store.Content, Version, sent: request.Index < 2 ? 100_000 : int.MaxValue));
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Equal([0, 100_000, 200_000], server.Requests.Select(request => request.From));
        Assert.All(server.Requests.Skip(1), request => Assert.Equal(Version, request.Headers["If-Range"]));
    }

    [Fact]
    public async Task Cuts_do_not_count_while_bytes_arrive()
    {
        using var store = new Store(size: 9 << 20) { Options = new() { Attempts = 1, RetryDelay = TimeSpan.Zero } };
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, store.Content, Version, sent: 2 << 20));
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Equal([0, 2 << 20, 4 << 20, 6 << 20, 8 << 20], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_always_cuts_at_the_same_byte_is_given_up()
    {
        using var store = new Store(size: 9 << 20);
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK", $"Content-Length: {store.Content.Length}");
            await answer.BodyAsync(store.Content.AsMemory(0, 2 << 20));
        });
        await store.FailAsync(store.Weights(server.Address()));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task An_ended_download_goes_on_the_next_time()
    {
        using var store = new Store();
        using var server = new LocalServer(async (request, answer) =>
        {
            await answer.RangeAsync(request, store.Content, Version, sent: request.Index == 0 ? 100_000 : int.MaxValue);
            if (request.Index == 0)
                await answer.StallAsync();
        });
        PublishedWeights weights = store.Weights(server.Address());
        using (var user = new CancellationTokenSource())
        {
            Task<string> download = store.GetAsync(weights, user.Token);
            for (int i = 0; i < 500 && !(File.Exists(store.Part) && new FileInfo(store.Part).Length == 100_000); i++)
                await Task.Delay(20);
            await user.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        }
        Assert.Equal(["file.caffemodel.lock", "file.caffemodel.part", "file.caffemodel.part.source"], store.Files);
        Assert.Equal(store.Content[..100_000], File.ReadAllBytes(store.Part));
        Assert.False(store.Open().Contains(weights));

        await store.GetAsync(weights);
        store.IsComplete();
        Assert.Equal([0, 100_000], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_all_again()
    {
        using var store = new Store();
        using var server = new LocalServer(async (request, answer) =>
        {
            await answer.HeadAsync("200 OK", $"Content-Length: {store.Content.Length}");
            await answer.BodyAsync(request.Index == 0 ? store.Content.AsMemory(0, 100_000) : store.Content);
        });
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
    }

    [Fact]
    public async Task Bytes_of_another_version_are_not_kept()
    {
        using var store = new Store();
        byte[] older = new byte[store.Content.Length];
        // What is known of the file is its size: the checksum cannot tell.
        using var server = new LocalServer((request, answer) => request.Index == 0
            ? answer.RangeAsync(request, older, "\"v0\"", sent: 100_000)
            : answer.RangeAsync(request, store.Content, Version));
        await store.GetAsync(store.Weights(server.Address()) with { Sha256 = null });
        store.IsComplete();
        Assert.Equal("\"v0\"", server.Requests[1].Headers["If-Range"]);
    }

    [Theory]
    [InlineData("bytes 99999-299999/300000", "ETag: \"v1\"")]
    [InlineData("bytes 100000-299999/300000", "ETag: \"v2\"")]
    [InlineData(null, "ETag: \"v1\"")]
    public async Task A_rest_that_does_not_fit_is_not_appended(string? range, string version)
    {
        using var store = new Store();
        using var server = new LocalServer(async (request, answer) =>
        {
            if (request.From == 0)
            {
                await answer.RangeAsync(request, store.Content, Version, sent: request.Index == 0 ? 100_000 : int.MaxValue);
                return;
            }
            await answer.HeadAsync("206 Partial Content", [version, "Content-Length: 200000", .. range is null ? Array.Empty<string>() : [$"Content-Range: {range}"]]);
            await answer.BodyAsync(new byte[200_000]);
        });
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Equal([0, 100_000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Another_address_goes_on_with_the_bytes_of_the_first()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, store.Content, Version, sent: request.Target == "/a" ? 100_000 : int.MaxValue));
        await store.GetAsync(store.Weights(server.Address("/a"), server.Address("/b")));
        store.IsComplete();
        Assert.Equal([("/a", 0), ("/b", 100_000)], server.Requests.Select(request => (request.Target, request.From)));
        Assert.False(server.Requests[1].Headers.ContainsKey("If-Range"));
    }

    [Fact]
    public async Task Without_a_checksum_another_address_starts_from_nothing()
    {
        using var store = new Store();
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, store.Content, Version, sent: request.Target == "/a" ? 100_000 : int.MaxValue));
        await store.GetAsync(store.Weights(server.Address("/a"), server.Address("/b")) with { Sha256 = null });
        store.IsComplete();
        Assert.Equal([("/a", 0), ("/b", 0)], server.Requests.Select(request => (request.Target, request.From)));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    [InlineData(400_000)]
    public async Task What_is_left_of_another_file_is_forgotten(int left)
    {
        using var store = new Store();
        File.WriteAllBytes(store.Part, new byte[left]);
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, store.Content, Version));
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Equal(0, server.Requests[^1].From);
    }

    [Fact]
    public async Task A_download_that_only_lacks_its_name_is_not_repeated()
    {
        using var store = new Store();
        File.WriteAllBytes(store.Part, store.Content);
        using var server = new LocalServer((_, answer) => answer.HeadAsync("500 Internal Server Error"));
        await store.GetAsync(store.Weights(server.Address()));
        store.IsComplete();
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_may_have_nothing_behind_what_is_here(bool isWhole)
    {
        using var store = new Store();
        File.WriteAllBytes(store.Part, isWhole ? store.Content : [.. store.Content, 1]);
        using var server = new LocalServer((request, answer) => request.From > 0
            ? answer.HeadAsync("416 Range Not Satisfiable", $"Content-Range: bytes */{store.Content.Length}", "Content-Length: 0")
            : answer.FileAsync(store.Content));
        // Its size is not known here.
        await store.GetAsync(store.Weights(server.Address()) with { Size = null });
        store.IsComplete();
        Assert.Equal(isWhole ? 1 : 2, server.Requests.Count);
    }
}
