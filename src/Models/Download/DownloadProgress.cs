namespace CaffeSharpGen.Models.Download;

/// <summary>What a download does.</summary>
public enum DownloadStep
{
    /// <summary>Another process downloads the same file; this one waits for it.</summary>
    Waiting,

    /// <summary>An address is asked for the file.</summary>
    Connecting,

    /// <summary>Bytes arrive.</summary>
    Receiving,

    /// <summary>The checksum is computed.</summary>
    Verifying,

    /// <summary>An attempt failed; <see cref="DownloadProgress.Problem"/> says why.</summary>
    Failed,
}

/// <summary>How far a download is.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Address">The address; null while waiting and verifying.</param>
/// <param name="Bytes">Bytes that are on this machine, those of an interrupted download before included.</param>
/// <param name="TotalBytes">Bytes of the whole file; null if neither the manifest nor the server says.</param>
/// <param name="Problem">Why an attempt failed; null in other steps.</param>
public readonly record struct DownloadProgress(DownloadStep Step, Uri? Address, long Bytes, long? TotalBytes, string? Problem = null);
