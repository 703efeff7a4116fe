using System.Net;
using System.Net.Http.Headers;

namespace CaffeSharpGen.Models.Download;

/// <summary>What a server's answer says before its body.</summary>
/// <param name="Offset">Where in the file the body begins.</param>
/// <param name="Total">Bytes of the whole file; null if neither the server nor the manifest says.</param>
/// <param name="Most">The most bytes that the whole file may have.</param>
/// <param name="IsComplete">Whether all bytes are here already, and the answer brings none.</param>
internal sealed record Reply(long Offset, long? Total, long Most, bool IsComplete = false)
{
    private static readonly string[] Pages = ["text/html", "application/xhtml+xml"];

    /// <summary>Reads an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="here">How many bytes are here, behind which the rest was asked for.</param>
    /// <param name="version">The version that they are of; null if it is not known.</param>
    /// <param name="weights">What is known of the file.</param>
    /// <param name="options">What is allowed.</param>
    /// <exception cref="AttemptException">The server refuses, or has another file.</exception>
    public static Reply Of(HttpResponseMessage response, long here, string? version, PublishedWeights weights, DownloadOptions options)
    {
        switch (response.StatusCode)
        {
            // Also where only the rest was asked for: the server cannot do that, or has another version now.
            case HttpStatusCode.OK:
                return Body(response, 0, response.Content.Headers.ContentLength, weights, options);
            case HttpStatusCode.PartialContent when here > 0:
                return Body(response, here, TotalOfRest(response, here, version), weights, options);
            case HttpStatusCode.RequestedRangeNotSatisfiable when here > 0:
                if (response.Content.Headers.ContentRange?.Length == here)
                    return new Reply(here, here, here, IsComplete: true);
                throw new AttemptException($"it has nothing behind the {here} bytes that are here: from the start", mayRecover: true)
                {
                    DiscardsBytes = true,
                };
            default:
                throw new AttemptException(Describe(response), MayRecover(response.StatusCode)) { RetryAfter = RetryAfterOf(response) };
        }
    }

    /// <summary>What a server calls this version of the file: an ETag that is exact, else the time of the last change.</summary>
    public static string? VersionOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private static long? TotalOfRest(HttpResponseMessage response, long here, string? version)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        if (range is not { Unit: "bytes", HasRange: true } || range.From != here)
        {
            string sent = range?.ToString() ?? "some bytes";
            throw new AttemptException($"it sends {sent}, not those from {here} on: from the start", mayRecover: true)
            {
                DiscardsBytes = true,
            };
        }
        if (version is not null && VersionOf(response) is { } now && now != version)
        {
            throw new AttemptException($"it has another version now ({now}, not {version}): from the start", mayRecover: true)
            {
                DiscardsBytes = true,
            };
        }
        return range.Length ?? here + response.Content.Headers.ContentLength;
    }

    private static Reply Body(HttpResponseMessage response, long offset, long? total, PublishedWeights weights, DownloadOptions options)
    {
        HttpContentHeaders headers = response.Content.Headers;
        if (headers.ContentType?.MediaType is { } type && Pages.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw new AttemptException($"it sent a page ({type}) instead of a file", mayRecover: false);
        if (headers.ContentEncoding.Count > 0)
            throw new AttemptException($"it sent the file encoded ({string.Join(", ", headers.ContentEncoding)})", mayRecover: false);
        if (total is { } announced && weights.Size is { } size && announced != size)
            throw new AttemptException($"it has a file of {announced} bytes; expected {size}", mayRecover: false);
        if (total > options.MaxBytes && weights.Size is null)
            throw new AttemptException($"it has a file of {total} bytes; expected at most {options.MaxBytes}", mayRecover: false);
        if (total is null && weights.Size is null && !Checksum.IsKnown(weights))
            throw new AttemptException("it does not say how long the file is, and no size or checksum is published", mayRecover: false);
        return new Reply(offset, total ?? weights.Size, weights.Size ?? total ?? options.MaxBytes);
    }

    private static string Describe(HttpResponseMessage response)
    {
        string status = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return response.Headers.Location is { } target
            ? $"{status}: it redirects to {target}, which is not followed (too often, or from https to http)"
            : status;
    }

    private static bool MayRecover(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;

    private static TimeSpan RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
        _ => TimeSpan.Zero,
    };
}
