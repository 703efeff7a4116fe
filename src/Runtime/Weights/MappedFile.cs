using System.IO.MemoryMappedFiles;

namespace CaffeSharpGen.Weights;

/// <summary>
/// A file in memory, for reading. It leaves with the last reference, or when this object, which all that reads it must keep, is collected.
/// </summary>
internal sealed unsafe class MappedFile : WeightMemory
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        this.file = file;
        this.view = view;
        Length = length;
        // Not acquired: a handle with an acquired pointer is never finalized, and the mapping would stay until the program ends.
        Start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;
    }

    /// <summary>The first byte.</summary>
    public byte* Start { get; }

    /// <summary>Number of bytes, at least 1.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="expected">For messages: what it should be.</param>
    /// <exception cref="WeightException">There is no such file, it is empty, or it cannot be read.</exception>
    public static MappedFile Open(string path, string expected)
    {
        if (Directory.Exists(path))
            throw new WeightException($"{path}: this is a folder; expected {expected}");
        if (!File.Exists(path))
            throw new WeightException($"{path}: there is no such file; expected {expected}");
        try
        {
            // The length is that of the open file: a link has one of its own.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            long length = stream.Length;
            if (length == 0)
                throw new WeightException($"{path}: the file is empty; expected {expected}");
            var file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            try
            {
                return new MappedFile(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightException($"{path}: the file cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        view.Dispose();
        file.Dispose();
        base.Free();
    }
}
