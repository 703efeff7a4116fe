namespace CaffeSharpGen.Weights;

/// <summary>
/// A file in memory, mapped if it can be, whose weights are read where they lie: what a <see cref="WeightSource"/> of a further format
/// needs, with <see cref="OtherFormats"/> for files of the wrong kind. Its bytes are valid until it is disposed of; networks that loaded
/// blobs of it keep what they need.
/// </summary>
public sealed unsafe class WeightFile : IDisposable
{
    private readonly FileMemory file;
    private readonly MemoryReference reference;

    private WeightFile(string path, FileMemory file)
    {
        this.file = file;
        reference = new MemoryReference(file, path);
    }

    /// <summary>The first byte.</summary>
    public byte* Start => file.Start;

    /// <summary>Number of bytes, at least 1.</summary>
    public long Length => file.Length;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="expected">For messages: what it should be, such as <c>a caffemodel</c>.</param>
    /// <exception cref="WeightException">There is no such file, it is empty, or it cannot be read.</exception>
    public static WeightFile Open(string path, string expected) => new(path, FileMemory.Open(path, expected));

    /// <summary>
    /// Weights that lie in the file. They can be read until it is disposed of; networks that loaded them keep them as long as they need.
    /// </summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="first">The first of them, in the file; it may be misaligned.</param>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public WeightBlob Blob(Shape shape, float* first)
    {
        ThrowIfDisposed();
        return new WeightBlob(shape, first, reference);
    }

    /// <summary>Keeps the bytes valid until the result is disposed of, also if another thread disposes of the file meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public IDisposable BeginReading() => reference.Another();

    /// <summary>Requires that the bytes may be read.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public void ThrowIfDisposed() => reference.ThrowIfReleased();

    /// <summary>Ends the use of the file. Its mapping goes with the last network that needs it.</summary>
    public void Dispose() => reference.Dispose();
}
