using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Models.Tests.Download;

/// <summary>Folders: where they are, and what cannot be written.</summary>
public sealed class FolderTests
{
    [Fact]
    public async Task Offline_nothing_is_asked()
    {
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        DownloadException refused = await Assert.ThrowsAsync<DownloadException>(() => store.Open(isOffline: true).GetAsync(store.Weights(server.Address())));
        Assert.Equal($"{store.Target}: there is no such file, and nothing is downloaded offline", refused.Message);
        Assert.Empty(server.Requests);
        Assert.Empty(store.Files);
    }

    [Fact]
    public async Task What_has_no_address_is_taken_by_hand()
    {
        using var store = new Store();
        PublishedWeights weights = store.Weights();
        Assert.Equal(
            $"the weights of net have no address: take file.caffemodel from http://authors.example/net by hand, and put it into {Path.GetDirectoryName(store.Target)}",
            await store.FailAsync(weights));
        Assert.Contains("comes with the repository", await store.FailAsync(weights with { Page = null }), StringComparison.Ordinal);
        File.WriteAllBytes(store.Target, store.Content);
        Assert.Equal(store.Target, await store.GetAsync(weights));
    }

    [Theory]
    [InlineData("../file.caffemodel")]
    [InlineData("/file.caffemodel")]
    [InlineData("..")]
    [InlineData("")]
    public void A_file_lies_in_the_folder(string name)
    {
        using var store = new Store();
        Assert.Throws<ArgumentException>(() => store.Open().PathOf(store.Weights() with { File = name }));
    }

    [Fact]
    public async Task A_full_disk_is_said()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full, which Linux has");
        using var store = new Store();
        using var server = new LocalServer((_, answer) => answer.FileAsync(store.Content));
        File.CreateSymbolicLink(store.Part, "/dev/full");
        string message = await store.FailAsync(store.Weights(server.Address()));
        Assert.StartsWith(store.Target, message, StringComparison.Ordinal);
        Assert.Contains("space", message, StringComparison.OrdinalIgnoreCase);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_disk_without_room_is_not_filled()
    {
        using var store = new Store { Options = new() { MaxBytes = long.MaxValue } };
        using var server = new LocalServer((_, answer) => answer.HeadAsync("200 OK", "Content-Length: 1000000000000000000"));
        string message = await store.FailAsync(store.Weights(server.Address()) with { Size = null });
        Assert.Contains("1000000000000000000 bytes are needed, and ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_said()
    {
        using var store = new Store();
        string file = store.Target + ".txt";
        File.WriteAllText(file, "");
        DownloadException refused = await Assert.ThrowsAsync<DownloadException>(() => new WeightStore(file).GetAsync(store.Weights(new Uri("http://127.0.0.1:1/"))));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/own", "/xdg", "/own")]
    [InlineData("", "/xdg", "/xdg/caffesharpgen")]
    [InlineData(null, "relative", null)]
    [InlineData(null, null, null)]
    public void The_cache_is_where_the_environment_says(string? own, string? xdg, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths are those of other systems");
        Assert.Equal(
            expected ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "caffesharpgen"),
            CacheFolder.Find(name => name switch { "CAFFESHARPGEN_CACHE" => own, "XDG_CACHE_HOME" => xdg, _ => null }));
    }
}
