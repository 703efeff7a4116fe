namespace CaffeSharpGen.Weights;

/// <summary>
/// The content of a file in memory, for reading. It leaves with the last reference, or when this object, which all that reads it must keep,
/// is collected.
/// </summary>
internal abstract unsafe class FileMemory : WeightMemory
{
    /// <summary>The first byte.</summary>
    public abstract byte* Start { get; }

    /// <summary>Number of bytes, at least 1.</summary>
    public abstract long Length { get; }

    /// <summary>Whether pages can be given back to the system, which reads them from the file again.</summary>
    public virtual bool IsMapped => false;

    /// <summary>Maps a file; what cannot be mapped, such as a pipe, is read to its end.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="expected">For messages: what it should be.</param>
    /// <param name="check">Looks at the first bytes of what is read before the rest is.</param>
    /// <exception cref="WeightException">There is no such file, it is empty, or it cannot be read.</exception>
    public static FileMemory Open(string path, string expected, ArrivalCheck? check = null)
    {
        WholeFile.RequireFile(path, expected);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return stream.CanSeek
                ? MappedFile.Map(stream, path, expected)
                : CopiedFile.Read(stream, new StreamContent(path, expected, check), progress: null, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightException($"{path}: the file cannot be opened: {failure.Message}", failure);
        }
    }
}
