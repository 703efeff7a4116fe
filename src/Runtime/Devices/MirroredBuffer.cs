namespace CaffeSharpGen;

/// <summary>
/// A buffer in memory that the host does not see. <see cref="Map"/> keeps a copy on the host and transfers it only when one of the two
/// sides has changed. A device implements the transfers, and calls <see cref="MarkWritten"/> whenever one of its operations writes the
/// buffer.
/// </summary>
/// <param name="shape">N×C×H×W, or what the layer has.</param>
public abstract class MirroredBuffer(Shape shape) : DeviceBuffer(shape)
{
    private Tensor? mirror;

    // Whether the copy on the host is what the device has, or newer.
    private bool isCurrent;

    /// <inheritdoc/>
    public sealed override Tensor Map(bool discard = false)
    {
        mirror ??= new Tensor(Shape);
        if (!isCurrent && !discard)
            Download(mirror.Span);
        isCurrent = true;
        return mirror;
    }

    /// <inheritdoc/>
    public sealed override void Commit()
    {
        if (isCurrent)
            Upload(mirror!.Span);
    }

    /// <inheritdoc/>
    public sealed override void Read(Span<float> destination)
    {
        RequireLength(destination.Length);
        if (isCurrent)
            mirror!.Span.CopyTo(destination);
        else
            Download(destination);
    }

    /// <inheritdoc/>
    public sealed override void Write(ReadOnlySpan<float> source)
    {
        RequireLength(source.Length);
        // A view that someone holds shows it too.
        if (isCurrent)
            source.CopyTo(mirror!.Span);
        Upload(source);
    }

    /// <inheritdoc/>
    public sealed override void CopyFrom(DeviceBuffer source)
    {
        RequireShape(source);
        MarkWritten();
        CopyOnDevice(source);
    }

    /// <summary>Says that the device has written the buffer: what the host has of it is old.</summary>
    public void MarkWritten() => isCurrent = false;

    /// <summary>Copies the contents to the host, in C order.</summary>
    protected abstract void Download(Span<float> destination);

    /// <summary>Replaces the contents by elements in C order.</summary>
    protected abstract void Upload(ReadOnlySpan<float> source);

    /// <summary>Replaces the contents by those of a buffer of the same device and shape.</summary>
    protected abstract void CopyOnDevice(DeviceBuffer source);
}
