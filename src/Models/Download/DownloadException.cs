namespace CaffeSharpGen.Models.Download;

/// <summary>A file could not be downloaded. The message says why, for each address, and what to do.</summary>
public sealed class DownloadException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The file, what was found and what was expected.</param>
    /// <param name="cause">What happened underneath, if something did.</param>
    public DownloadException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
