using System.Runtime.CompilerServices;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Hdf5;

/// <summary>
/// A file that ends a reader that goes round in circles: before the stack is full, and when far more was read than there is. From then on
/// every read fails, since PureHDF goes on after some errors.
/// </summary>
/// <param name="path">Where the file is.</param>
/// <param name="file">The file, which it owns.</param>
internal sealed class GuardedStream(string path, FileStream file) : Stream
{
    private const long PerRead = 16, Least = 64L << 20, PerByte = 16;
    private long left = Least + (PerByte * file.Length);

    /// <summary>Why reading was ended; null if it was not.</summary>
    public WeightException? Problem { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        left -= buffer.Length + PerRead;
        if (left < 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Problem ??= new WeightException($"{path}: the file cannot be read as HDF5: its structures lead to themselves");
        return Problem is null ? file.Read(buffer) : throw Problem;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
