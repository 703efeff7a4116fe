using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CaffeSharpGen.Models.Tests.Servers;

/// <summary>A server on this machine that answers each request with the bytes that a test writes, right or wrong.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<ServerRequest> requests = new();
    private readonly Func<ServerRequest, Answer, Task> answer;
    private readonly X509Certificate2? certificate;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Writes the answer to a request; the connection is closed behind it.</param>
    /// <param name="hasTls">Whether it speaks https, with a certificate that nobody signed.</param>
    public LocalServer(Func<ServerRequest, Answer, Task> answer, bool hasTls = false)
    {
        this.answer = answer;
        certificate = hasTls ? MakeCertificate() : null;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<ServerRequest> Requests => [.. requests];

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Address(string path = "/file.caffemodel") => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}{path}");

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        certificate?.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
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
        using Stream stream = certificate is null
            ? new NetworkStream(socket, ownsSocket: true)
            : new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            if (stream is SslStream secure)
                await secure.AuthenticateAsServerAsync(certificate!);
            if (await ReadRequestAsync(stream) is { } request)
            {
                int count = requests.Count(earlier => earlier.Target == request.Target);
                requests.Enqueue(request = request with { Index = count });
                await answer(request, new Answer(stream, end.Token));
            }
        }
        // The client has gone, or the test has ended.
        catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task<ServerRequest?> ReadRequestAsync(Stream stream)
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
