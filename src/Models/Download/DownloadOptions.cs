namespace CaffeSharpGen.Models.Download;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>How long a server may send nothing, before its answer and within it, until the attempt counts as failed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each address is tried; an attempt that brought a megabyte or more does not count.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause after all addresses have failed once; it doubles each time. A server may ask for up to a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes that are taken of a file of unknown size; 2 GiB by default, the most that a caffemodel can have.</summary>
    public long MaxBytes { get; init; } = int.MaxValue;
}
