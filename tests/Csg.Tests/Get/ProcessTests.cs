using System.Diagnostics;
using CaffeSharpGen.Models.Tests.Servers;

namespace CaffeSharpGen.Csg.Tests.Get;

/// <summary>csg get as a process: what only the environment and signals do. The server is the proxy through which it asks.</summary>
public sealed class ProcessTests
{
    private const string Address = "http://dl.caffe.berkeleyvision.org/bvlc_reference_caffenet.caffemodel";
    private const string Version = "\"caffenet\"";
    private const int Size = 243862418;

    [Fact]
    public async Task The_proxy_of_the_environment_is_asked()
    {
        using var folder = new TemporaryFolder();
        using var proxy = new LocalServer((_, answer) => answer.HeadAsync("404 Not Found", "Content-Length: 0"));
        using Process csg = Start(proxy, folder);
        string error = await csg.StandardError.ReadToEndAsync();
        await csg.WaitForExitAsync();
        Assert.Equal(1, csg.ExitCode);
        Assert.Contains($"{Address}: 404 Not Found", error);
        Assert.Equal([Address], proxy.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task An_interrupted_process_leaves_what_the_next_one_goes_on_from()
    {
        Assert.SkipUnless(File.Exists("/bin/kill") || File.Exists("/usr/bin/kill"), "needs kill, to send a signal");
        using var folder = new TemporaryFolder();
        using var proxy = new LocalServer(async (request, answer) =>
        {
            if (request.From > 0)
            {
                await answer.HeadAsync("404 Not Found", "Content-Length: 0");
                return;
            }
            await answer.HeadAsync("200 OK", $"Content-Length: {Size}", $"ETag: {Version}");
            await answer.BodyAsync(new byte[100_000]);
            await answer.StallAsync();
        });
        string part = folder.PathOf("bvlc_reference_caffenet.caffemodel.part");
        using (Process csg = Start(proxy, folder))
        {
            for (int i = 0; i < 1000 && !(File.Exists(part) && new FileInfo(part).Length == 100_000); i++)
                await Task.Delay(20);
            using var signal = Process.Start("kill", ["-INT", $"{csg.Id}"]);
            string error = await csg.StandardError.ReadToEndAsync();
            await csg.WaitForExitAsync();
            Assert.Equal((130, true), (csg.ExitCode, error.Contains("canceled", StringComparison.Ordinal)));
        }
        Assert.Equal(100_000, new FileInfo(part).Length);
        Assert.False(File.Exists(part[..^".part".Length]));

        using Process next = Start(proxy, folder);
        await next.WaitForExitAsync();
        Assert.Equal(100_000, proxy.Requests[^1].From);
        Assert.Equal(Version, proxy.Requests[^1].Headers["If-Range"]);
    }

    private static Process Start(LocalServer proxy, TemporaryFolder folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Csg.Get.GetCommand).Assembly.Location, "get", "caffenet", "--output", folder.PathOf("")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string name in new[] { "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY", "http_proxy" })
            start.Environment.Remove(name);
        start.Environment["http_proxy"] = $"http://127.0.0.1:{proxy.Port}";
        return Process.Start(start)!;
    }
}
