namespace CaffeSharpGen.Imaging;

/// <summary>A picture file could not be read or written. The message names the file, what was found and what was expected.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Makes the exception; <paramref name="file"/> is a path, or a name for bytes that have none.</summary>
    public PictureException(string file, string found, string expected, Exception? cause = null)
        : base($"{file}: found {found}; expected {expected}", cause)
    {
        File = file;
        Found = found;
        Expected = expected;
    }

    /// <summary>Path of the file, or a name for bytes that have none.</summary>
    public string File { get; }

    /// <summary>What was there.</summary>
    public string Found { get; }

    /// <summary>What would have been right.</summary>
    public string Expected { get; }
}
