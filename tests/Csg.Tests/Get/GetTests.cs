using System.Security.Cryptography;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Csg.Get;
using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Csg.Tests.Get;

/// <summary>csg get, in this process, with servers on this machine.</summary>
public sealed class GetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly byte[] content = [10, .. RandomNumberGenerator.GetBytes(50_000)];

    [Fact]
    public void A_file_is_downloaded_and_its_path_printed()
    {
        using var server = new LocalServer((_, answer) => answer.FileAsync(content));
        Outcome first = Get([Published("net", server.Address())], "get", "NET");
        Assert.Equal((0, Path("net.caffemodel") + Environment.NewLine), (first.ExitCode, first.Out));
        Assert.Equal(content, File.ReadAllBytes(Path("net.caffemodel")));
        Assert.Contains($"{server.Address()}", first.Error);
        Assert.Contains("net.caffemodel: license CC BY 4.0, see http://authors.example/net", first.Error);

        // The second time it is there, and nothing needs to be said.
        Outcome second = Get([Published("net", server.Address())], "get", "net", "--offline", "--json").Succeeded();
        JsonElement report = Assert.Single(second.Json().GetProperty("weights").EnumerateArray());
        Assert.Equal(Path("net.caffemodel"), report.GetProperty("path").GetString());
        Assert.True(report.GetProperty("isHere").GetBoolean());
        Assert.False(report.GetProperty("isDownloaded").GetBoolean());
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_damaged_file_is_downloaded_again()
    {
        using var server = new LocalServer((_, answer) => answer.FileAsync(content));
        File.WriteAllBytes(Path("net.caffemodel"), new byte[content.Length]);
        Get([Published("net", server.Address())], "get", "net", "--offline").FailedWith(1, "is not the published file: its SHA256 is ");
        Outcome again = Get([Published("net", server.Address())], "get", "net");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("it is downloaded again", again.Error);
        Assert.Equal(content, File.ReadAllBytes(Path("net.caffemodel")));
    }

    [Fact]
    public void What_cannot_be_had_is_exit_code_1()
    {
        using var server = new LocalServer((_, answer) => answer.HeadAsync("404 Not Found", "Content-Length: 0"));
        Get([Published("net", server.Address())], "get", "net").FailedWith(1, $"{server.Address()}: 404 Not Found", "http://authors.example/net");
        Get([Published("net")], "get", "net").FailedWith(1, "take net.caffemodel from http://authors.example/net by hand");
        Get([Published("net", server.Address())], "get", "net", "--offline").FailedWith(1, "nothing is downloaded offline");
        Assert.Equal(["net.caffemodel.lock"], folder.Files.Select(System.IO.Path.GetFileName));

        Outcome json = Get([Published("net")], "get", "net", "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Contains("by hand", json.Json().GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("there is no network 'vgg17'; expected one of ", "vgg17")]
    [InlineData("there is no network 'goglenet'; did you mean 'googlenet'?", "goglenet")]
    [InlineData("there is no network 'vgg'; did you mean vgg16 or vgg19?", "vgg")]
    [InlineData("csg get needs <network>; csg get --list shows them")]
    [InlineData("--timeout is '0'; expected a whole number, 1 … 3600", "vgg16", "--timeout", "0")]
    [InlineData("csg get has no option '--ofline'; did you mean '--offline'?", "vgg16", "--ofline")]
    public void A_wrong_command_line_is_exit_code_2(string expected, params string[] arguments) =>
        Tool.Run(["get", .. arguments]).FailedWith(2, expected);

    [Fact]
    public void The_list_has_all_networks()
    {
        Outcome list = Tool.Run("get", "--list", "--output", Path("")).Succeeded();
        Assert.All(PublishedWeights.All, weights => Assert.Contains(weights.Name, list.Out));
        Assert.Contains("528 MiB", list.Out);
        JsonElement json = Tool.Run("get", "vgg16", "--list", "--output", Path(""), "--json").Succeeded().Json();
        JsonElement vgg = Assert.Single(json.GetProperty("weights").EnumerateArray());
        Assert.Equal("9363e1f6d65f7dba68c4f27a1e62105cdf6c4e24", vgg.GetProperty("sha1").GetString());
        Assert.False(vgg.GetProperty("isHere").GetBoolean());
    }

    [Fact]
    public void Scenes_comes_with_the_repository() =>
        Tool.Run("get", "scenes", "--output", Path("")).FailedWith(1, "scenes.caffemodel comes with the repository");

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private string Path(string name) => folder.PathOf(name);

    private PublishedWeights Published(string name, params Uri[] addresses) => new()
    {
        Name = name,
        File = name + ".caffemodel",
        Addresses = addresses,
        Page = new Uri("http://authors.example/net"),
        Size = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        License = "CC BY 4.0",
    };

    private Outcome Get(IReadOnlyList<PublishedWeights> published, params string[] arguments)
    {
        StringWriter output = new(), error = new();
        var console = new ToolConsole(output, error);
        int exitCode = CsgProgram.Run([.. arguments, "--output", Path("")], console, [_ => GetCommand.Create(console, published, client)]);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }
}
