using System.IO.MemoryMappedFiles;

namespace CaffeSharpGen.Weights;

/// <summary>A file that is mapped into memory: what is not read costs nothing.</summary>
internal sealed unsafe class MappedFile : FileMemory
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

    /// <inheritdoc/>
    public override byte* Start { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool IsMapped => true;

    /// <summary>Maps a file that is open.</summary>
    /// <param name="stream">The file. The mapping does not need it.</param>
    /// <param name="path">For messages: where it is.</param>
    /// <param name="expected">For messages: what it should be.</param>
    /// <exception cref="WeightException">It is empty.</exception>
    public static MappedFile Map(FileStream stream, string path, string expected)
    {
        // The length is that of the open file: a link has one of its own.
        long length = stream.Length;
        // So are devices and what the kernel makes when it is read, which may have no end.
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

    /// <inheritdoc/>
    protected override void Free()
    {
        view.Dispose();
        file.Dispose();
        base.Free();
    }
}
