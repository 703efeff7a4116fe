using System.Net.Http.Headers;

namespace CaffeSharpGen.Models.Download;

/// <summary>One request for a file, or for what lacks of it.</summary>
internal sealed class DownloadAttempt(
    PublishedWeights weights, PartialFile part, HttpClient client, DownloadOptions options, IProgress<DownloadProgress>? progress)
{
    private const int BufferSize = 1 << 17;

    /// <summary>Behind how many bytes of earlier attempts it began to write; null if it wrote nothing.</summary>
    public long? Offset { get; private set; }

    /// <summary>Runs until the file has all bytes; whether they are the right ones is not known then.</summary>
    /// <exception cref="AttemptException">The server did not send the file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task RunAsync(Uri address, CancellationToken cancellationToken)
    {
        long here = part.Length;
        if (here > (weights.Size ?? options.MaxBytes))
        {
            part.Delete();
            here = 0;
        }
        string? version = part.VersionAt(address);
        // Without a checksum, only bytes of the same version of the same file may be put together.
        if (version is null && !Checksum.IsKnown(weights))
            here = 0;
        if (here > 0 && here == weights.Size)
            return;

        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            progress?.Report(new(DownloadStep.Connecting, address, here, weights.Size));
            stall.CancelAfter(options.StallTimeout);
            using HttpRequestMessage request = Request(address, here, version);
            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            Reply reply = Reply.Of(response, here, version, weights, options);
            if (!reply.IsComplete)
                await ReceiveAsync(address, response, reply, stall, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException stalled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AttemptException($"it sent nothing for {options.StallTimeout.TotalSeconds:0.#} s", mayRecover: true, stalled);
        }
        catch (AttemptException failure) when (failure.DiscardsBytes)
        {
            part.Delete();
            throw;
        }
        catch (HttpRequestException problem)
        {
            // A name that no server has will have none in a second either.
            bool isUnknown = problem.HttpRequestError == HttpRequestError.NameResolutionError;
            throw new AttemptException(Whole(problem), mayRecover: !isUnknown, problem);
        }
    }

    private static HttpRequestMessage Request(Uri address, long here, string? version)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (here == 0)
            return request;
        request.Headers.Range = new RangeHeaderValue(here, null);
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Range", version);
        return request;
    }

    private async Task ReceiveAsync(
        Uri address, HttpResponseMessage response, Reply reply, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        RequireSpace(reply);
        using Stream body = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        using FileStream file = part.Append(reply.Offset, address, Reply.VersionOf(response));
        Offset = reply.Offset;
        byte[] buffer = new byte[BufferSize];
        while (true)
        {
            stall.CancelAfter(options.StallTimeout);
            int read = await ReadAsync(body, buffer, stall.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            // No message of protobuf begins so: its first field would end a group.
            if (file.Position == 0 && buffer[0] == (byte)'<')
                throw new AttemptException("it sent a page instead of a file", mayRecover: false) { DiscardsBytes = true };
            if (file.Position + read > reply.Most)
            {
                throw new AttemptException($"it sends more than the {reply.Most} bytes that are expected", mayRecover: false)
                {
                    DiscardsBytes = true,
                };
            }
            // What has arrived is kept, even if the user ends the download.
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
            progress?.Report(new(DownloadStep.Receiving, address, file.Position, reply.Total));
            cancellationToken.ThrowIfCancellationRequested();
        }
        file.Flush(flushToDisk: true);
        if (reply.Total is { } total && file.Position < total)
            throw new AttemptException($"it ended after {file.Position} of {total} bytes", mayRecover: true);
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException cut)
        {
            throw new AttemptException(Whole(cut), mayRecover: true, cut);
        }
    }

    private void RequireSpace(Reply reply)
    {
        string folder = Path.GetDirectoryName(part.Path)!;
        // A share of Windows has no drive to ask.
        if (reply.Total is not { } total || Path.GetPathRoot(folder) is not { Length: > 0 } root
            || root.StartsWith(@"\\", StringComparison.Ordinal))
            return;
        long needed = total - part.Length, free = new DriveInfo(OperatingSystem.IsWindows() ? root : folder).AvailableFreeSpace;
        if (needed > free)
            throw new DownloadException($"{folder}: {needed} bytes are needed, and {free} are free");
    }

    private static string Whole(Exception problem) =>
        problem.InnerException is { } inner && !problem.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{problem.Message} ({inner.Message})"
            : problem.Message;
}
