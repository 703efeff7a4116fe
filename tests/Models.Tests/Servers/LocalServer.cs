using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CaffeSharpGen.Models.Tests.Servers;

/// <summary>A server on this machine that answers each request with the bytes that a test writes, right or wrong.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<ServerRequest> requests = new();
    private readonly Func<ServerRequest, Answer, Task> answer;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Writes the answer to a request; the connection is closed behind it.</param>
    public LocalServer(Func<ServerRequest, Answer, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<ServerRequest> Requests => [.. requests];

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Address(string path = "/file.caffemodel") => new($"http://127.0.0.1:{Port}{path}");

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(end.Token);
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ReadRequestAsync(stream) is { } request)
            {
                int count = requests.Count(earlier => earlier.Target == request.Target);
                requests.Enqueue(request = request with { Index = count });
                await answer(request, new Answer(stream, end.Token));
            }
        }
        // The client has gone, or the test has ended.
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
        }
    }

    private async Task<ServerRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, end.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new ServerRequest(
            lines[0].Split(' ')[1],
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>A request.</summary>
/// <param name="Target">What it asks for: the path, or of a proxy the whole address.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Index">How many asked for the same before.</param>
internal sealed record ServerRequest(string Target, IReadOnlyDictionary<string, string> Headers, int Index = 0)
{
    /// <summary>Where the asked range begins; 0 without.</summary>
    public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}
