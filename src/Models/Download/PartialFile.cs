namespace CaffeSharpGen.Models.Download;

/// <summary>
/// A file that is not yet complete, under a name of its own: <c>NAME.part</c>. Beside it, <c>NAME.part.source</c> says where its bytes come
/// from, so that a later download knows whether it may go on.
/// </summary>
/// <param name="target">The path that the complete file will have.</param>
internal sealed class PartialFile(string target)
{
    /// <summary>Where the bytes are.</summary>
    public string Path { get; } = target + ".part";

    private string SourcePath => Path + ".source";

    /// <summary>Bytes that are here.</summary>
    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>
    /// What the server calls the version of the file that the bytes are of, its ETag or the time of its last change; null if it did not
    /// say, or if they come from another address.
    /// </summary>
    public string? VersionAt(Uri address) =>
        File.Exists(SourcePath) && File.ReadAllLines(SourcePath) is [var source, { Length: > 0 } version] && source == address.AbsoluteUri
            ? version
            : null;

    /// <summary>Opens it to write behind its first bytes, and notes where the others come from.</summary>
    /// <param name="kept">How many bytes are kept.</param>
    /// <param name="address">The address.</param>
    /// <param name="version">What the server calls this version.</param>
    public FileStream Append(long kept, Uri address, string? version)
    {
        File.WriteAllLines(SourcePath, [address.AbsoluteUri, version ?? ""]);
        var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        try
        {
            if (file.Length != kept)
                file.SetLength(kept);
            file.Position = kept;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its name, at once, whatever has the name now.</summary>
    public void Complete()
    {
        File.Move(Path, target, overwrite: true);
        File.Delete(SourcePath);
    }

    /// <summary>Forgets the bytes.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(SourcePath);
    }
}
