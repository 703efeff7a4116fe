namespace CaffeSharpGen.Models.Download;

/// <summary>One attempt at one address failed.</summary>
/// <param name="message">What was found; the address is added by the code that reports it.</param>
/// <param name="mayRecover">Whether the same address may have the file later.</param>
/// <param name="cause">What happened underneath, if something did.</param>
internal sealed class AttemptException(string message, bool mayRecover, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the same address may have the file later.</summary>
    public bool MayRecover => mayRecover;

    /// <summary>Whether the bytes that are here are no beginning of the file.</summary>
    public bool DiscardsBytes { get; init; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan RetryAfter { get; init; }
}
