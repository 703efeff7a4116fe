using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Models.Tests.Download;

/// <summary>Servers that do not send the file: the message says what they did, and no file has the name.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("403 Forbidden", 1)]
    [InlineData("410 Gone", 1)]
    [InlineData("204 No Content", 1)]
    [InlineData("206 Partial Content", 1)]
    [InlineData("500 Internal Server Error", 3)]
    [InlineData("503 Service Unavailable", 3)]
    [InlineData("429 Too Many Requests", 3)]
    public async Task A_status_that_is_no_file(string status, int requests)
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.HeadAsync(status, status[0] == '2' ? "X-Nothing: 1" : "Content-Length: 0"));
        string message = await store.FailAsync(store.Weights(server.Address()));
        Assert.Contains($"{server.Address()}: {status}", message, StringComparison.Ordinal);
        Assert.Contains("The authors' page is http://authors.example/net", message, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_no_server_has_is_tried_once()
    {
        using var store = new Store();
        await store.FailAsync(store.Weights(new Uri("http://nowhere.invalid/file.caffemodel")));
        Assert.Single(store.Problems);
    }

    [Theory]
    [InlineData("Content-Type: text/html; charset=utf-8", "it sent a page (text/html) instead of a file")]
    [InlineData("Content-Type: application/octet-stream", "it sent a page instead of a file")]
    public async Task A_page_instead_of_a_file(string type, string expected)
    {
        using var store = new Store();
        byte[] page = new byte[store.Content.Length];
        "<!DOCTYPE html>"u8.CopyTo(page);
        using var server = new LocalServer((_, answer) => answer.FileAsync(page, type));
        Assert.Contains(expected, await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Equal(["file.caffemodel.lock"], store.Files);
    }

    [Fact]
    public async Task Another_file_of_the_same_size()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(new byte[store.Content.Length]));
        PublishedWeights weights = store.Weights(server.Address());
        string message = await store.FailAsync(weights);
        Assert.Contains("it sent another file: its SHA256 is ", message, StringComparison.Ordinal);
        Assert.Contains($"; expected {weights.Sha256}", message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.False(File.Exists(store.Part));
    }

    [Fact]
    public async Task Another_file_in_pieces()
    {
        using var store = new Store();
        byte[] other = new byte[store.Content.Length];
        using var server = new LocalServer((request, answer) => answer.RangeAsync(request, other, "\"v\"", sent: 100_000));
        Assert.Contains("it sent another file: ", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
        // All of it came from there: it is not asked for again.
        Assert.Equal([0, 100_000, 200_000], server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    public async Task A_file_of_another_size(int size)
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(new byte[size]));
        Assert.Contains($"it has a file of {size} bytes; expected 300000", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.False(File.Exists(store.Part));
    }

    [Theory]
    [InlineData(true, 300_000)]
    [InlineData(false, 1_000_000)]
    public async Task A_body_without_end(bool isSizeKnown, int most)
    {
        using var store = new Store { Options = new() { Attempts = 1, RetryDelay = TimeSpan.Zero, MaxBytes = 1_000_000 } };
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK", "Transfer-Encoding: chunked");
            while (true)
                await answer.ChunkAsync(new byte[50_000]);
        });
        PublishedWeights weights = store.Weights(server.Address());
        string message = await store.FailAsync(isSizeKnown ? weights : weights with { Size = null });
        Assert.Contains($"it sends more than the {most} bytes that are expected", message, StringComparison.Ordinal);
        Assert.False(File.Exists(store.Part));
    }

    [Fact]
    public async Task A_size_beyond_all_bounds()
    {
        using var store = new Store { Options = new() { MaxBytes = 1_000_000 } };
        using var server = new LocalServer((_, answer) => answer.HeadAsync("200 OK", "Content-Length: 1000001"));
        string message = await store.FailAsync(store.Weights(server.Address()) with { Size = null });
        Assert.Contains("it has a file of 1000001 bytes; expected at most 1000000", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_bytes_than_announced()
    {
        using var store = new Store();
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK", $"Content-Length: {store.Content.Length}");
            await answer.BodyAsync(store.Content.AsMemory(0, 1000));
        });
        string message = await store.FailAsync(store.Weights(server.Address()));
        Assert.Contains("1000 bytes are kept in ", message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(store.Content[..1000], File.ReadAllBytes(store.Part));
    }

    [Fact]
    public async Task Fewer_bytes_than_published_without_an_announcement()
    {
        using var store = new Store();
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK");
            await answer.BodyAsync(store.Content.AsMemory(0, 1000));
        });
        Assert.Contains("it ended after 1000 of 300000 bytes", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_check_a_file_by()
    {
        using var store = new Store();
        using var server = new LocalServer(async (_, answer) =>
        {
            await answer.HeadAsync("200 OK");
            await answer.BodyAsync(store.Content);
        });
        string message = await store.FailAsync(store.Weights(server.Address()) with { Size = null, Sha256 = null });
        Assert.Contains("it does not say how long the file is", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 5000)]
    public async Task A_server_that_falls_silent(bool answers, int kept)
    {
        using var store = new Store { Options = new() { Attempts = 2, RetryDelay = TimeSpan.Zero, StallTimeout = TimeSpan.FromSeconds(0.5) } };
        using var server = new LocalServer(async (request, answer) =>
        {
            if (answers)
                await answer.RangeAsync(request, store.Content, "\"v\"", sent: request.Index == 0 ? 5000 : 0);
            await answer.StallAsync();
        });
        Assert.Contains("it sent nothing for 0.5 s", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(kept, File.Exists(store.Part) ? new FileInfo(store.Part).Length : 0);
    }

    [Fact]
    public async Task A_redirection_without_end()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.HeadAsync("302 Found", "Location: /again", "Content-Length: 0"));
        Assert.Contains("302 Found: it redirects to /again, which is not followed", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_from_https_to_http()
    {
        using var store = new Store(trustsAll: true);
        using var open = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        using var secure = new LocalServer((_, answer) => answer.HeadAsync("302 Found", $"Location: {open.Address()}", "Content-Length: 0"), hasTls: true);
        Assert.Contains($"{secure.Address()}: 302 Found: it redirects to {open.Address()}, which is not followed", await store.FailAsync(store.Weights(secure.Address())), StringComparison.Ordinal);
        Assert.Empty(open.Requests);
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content), hasTls: true);
        Assert.Contains("certificate", await store.FailAsync(store.Weights(server.Address())), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_encoded_body()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content, "Content-Encoding: gzip"));
        Assert.Contains("it sent the file encoded (gzip)", await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there()
    {
        using var store = new Store();
        string message = await store.FailAsync(store.Weights(new Uri("http://127.0.0.1:1/a"), new Uri("http://127.0.0.1:1/b")));
        Assert.Contains("\n  http://127.0.0.1:1/a: ", message, StringComparison.Ordinal);
        Assert.Contains("\n  http://127.0.0.1:1/b: ", message, StringComparison.Ordinal);
        Assert.Equal(6, store.Problems.Count());
    }

    [Fact]
    public async Task A_server_that_speaks_no_HTTP()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.BodyAsync("SSH-2.0-OpenSSH_9.9\r\n"u8.ToArray()));
        Assert.Contains(server.Address().ToString(), await store.FailAsync(store.Weights(server.Address())), StringComparison.Ordinal);
    }
}
