namespace CaffeSharpGen.Models.Download;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>How long a server may send nothing, before its answer and within it, until the attempt counts as failed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each address is tried in vain; an attempt that brought a mebibyte or more was not.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// The pause after all addresses have failed; it doubles each time, up to a minute. A server may ask for a longer one, up to a minute.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes that are taken of a file of unknown size; 2 GiB by default, the most that a caffemodel can have.</summary>
    public long MaxBytes { get; init; } = int.MaxValue;
}
