using System.Text;

namespace CaffeSharpGen.Models.Tests.Servers;

/// <summary>The answer to a request, written byte by byte.</summary>
internal sealed class Answer(Stream stream, CancellationToken end)
{
    /// <summary>Writes status and headers.</summary>
    public async Task HeadAsync(string status, params string[] headers) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"), end);

    /// <summary>Writes bytes of the body.</summary>
    public async Task BodyAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, end);

    /// <summary>Writes a chunk of a chunked body.</summary>
    public async Task ChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), end);
        await stream.WriteAsync(bytes, end);
        await stream.WriteAsync("\r\n"u8.ToArray(), end);
    }

    /// <summary>Answers with a file.</summary>
    public async Task FileAsync(byte[] file, params string[] headers)
    {
        await HeadAsync("200 OK", [$"Content-Length: {file.Length}", .. headers]);
        await BodyAsync(file);
    }

    /// <summary>Answers as a good server: with the rest of a file if the version is right, else with all of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="version">Its ETag.</param>
    /// <param name="sent">How many bytes are sent until the connection is cut.</param>
    public async Task RangeAsync(ServerRequest request, byte[] file, string version, int sent = int.MaxValue)
    {
        bool isSame = !request.Headers.TryGetValue("If-Range", out string? wanted) || wanted == version;
        int from = isSame ? request.From : 0;
        if (from > 0)
            await HeadAsync("206 Partial Content", $"ETag: {version}", $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}", $"Content-Length: {file.Length - from}");
        else
            await HeadAsync("200 OK", $"ETag: {version}", $"Content-Length: {file.Length}");
        await BodyAsync(file.AsMemory(from, Math.Min(sent, file.Length - from)));
    }

    /// <summary>Sends nothing more, without end.</summary>
    public Task StallAsync() => Task.Delay(Timeout.Infinite, end);
}
