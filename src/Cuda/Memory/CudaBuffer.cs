using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>
/// A value in the memory of the device, in plain C order. It has memory of its own, or an offset in an arena, or lies inside another
/// buffer as some of its channels. The host maps a copy in pinned memory, which is transferred only when the other side is newer.
/// </summary>
internal sealed class CudaBuffer : DeviceBuffer
{
    private readonly SessionMemory session;
    private DeviceMemory? own;
    private CudaArena? arena;
    private long offset;
    private CudaBuffer? whole;
    private int firstChannel;
    private PinnedMemory? mirror;
    private Tensor? view;
    private bool isMirrorCurrent;
    private bool isDisposed;

    /// <summary>Makes a buffer of zeros.</summary>
    public CudaBuffer(SessionMemory session, Shape shape) : base(shape) => this.session = session;

    /// <summary>The session that it belongs to.</summary>
    public SessionMemory Session => session;

    /// <summary>Count of images: of the first axis.</summary>
    public int Images => Shape.Rank == 0 ? 1 : Shape[0];

    /// <summary>Elements of an image.</summary>
    public int ImageCount => Images == 0 ? 0 : Shape.Count / Images;

    /// <summary>Whether images lie behind one another without gaps.</summary>
    public bool IsDense => IsDenseAt(View);

    /// <summary>Where its elements are at present.</summary>
    /// <exception cref="ObjectDisposedException">The buffer, or its network, was disposed of.</exception>
    public View View
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (Container is { } container)
            {
                View all = container.View;
                return firstChannel == 0
                    ? all
                    : new View(all.Data + (ulong)((long)firstChannel * Shape.CountFrom(2) * sizeof(float)), all.Stride);
            }
            if (arena is not null && !IsDetached)
                return new View(arena.Pointer + (ulong)offset * sizeof(float), ImageCount);
            return new View(Own.Pointer, ImageCount);
        }
    }

    /// <summary>The mask of the rectifier that computes this value, if one does.</summary>
    public ReluMask? ReluMask { get; set; }

    /// <summary>Of maxima: the index of each in its plane, int32; if max pooling computes this value.</summary>
    public DeviceMemory? MaxIndices { get; set; }

    private CudaBuffer? Container => IsDetached ? null : whole;

    private DeviceMemory Own => own ??= DeviceMemory.OfZeros(session.Context, Bytes);

    /// <summary>Whether its contents are, without copying, those of another from a channel on.</summary>
    public bool IsPartOf(CudaBuffer other, int channel) => Container == other && firstChannel == channel;

    /// <summary>Says that the device has written it: what the host has is old.</summary>
    public void MarkWritten() => isMirrorCurrent = false;

    /// <inheritdoc/>
    public override void PlaceIn(DeviceArena arena, long offset) => (this.arena, this.offset) = ((CudaArena)arena, offset);

    /// <inheritdoc/>
    public override bool PlaceInside(DeviceBuffer whole, int channel)
    {
        var container = (CudaBuffer)whole;
        bool isAllOfIt = channel == 0 && container.Shape.Count == Shape.Count;
        bool areChannels = Shape.Rank == 4 && container.Shape.Rank == 4 && Shape.CountFrom(2) == container.Shape.CountFrom(2);
        if (container.Images != Images || (!isAllOfIt && !areChannels))
            return false;
        (this.whole, firstChannel) = (container, channel);
        return true;
    }

    /// <inheritdoc/>
    public override Tensor Map(bool discard = false)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (view is null)
        {
            mirror = new PinnedMemory(session.Context, Shape.Count);
            view = new Tensor(Shape, mirror.Memory);
        }
        if (!isMirrorCurrent && !discard)
        {
            using CudaContext.Turn turn = session.EnterHost();
            DownloadToMirror();
            session.Context.Synchronize();
        }
        isMirrorCurrent = true;
        return view;
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        if (isMirrorCurrent)
            Upload(mirror!.GetSpan());
    }

    /// <inheritdoc/>
    public override void Read(Span<float> destination)
    {
        RequireLength(destination.Length);
        if (isMirrorCurrent)
        {
            mirror!.GetSpan().CopyTo(destination);
            return;
        }
        using CudaContext.Turn turn = session.EnterHost();
        (View from, int rows, int count) = (View, Rows, Shape.Count / Rows);
        for (int n = 0; n < rows; n++)
            session.Context.Staging.Download(from.Data + (ulong)(n * from.Stride * sizeof(float)), destination.Slice(n * count, count));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<float> source)
    {
        RequireLength(source.Length);
        // A view that someone holds shows it too.
        if (isMirrorCurrent)
            source.CopyTo(mirror!.GetSpan());
        Upload(source);
    }

    /// <inheritdoc/>
    public override void CopyFrom(DeviceBuffer source)
    {
        RequireShape(source);
        if (source == this)
            return;
        using CudaContext.Turn turn = session.Context.Enter();
        CopyOnDevice(((CudaBuffer)source).View, View);
        MarkWritten();
    }

    /// <inheritdoc/>
    public override bool HasDevicePointer => true;

    /// <inheritdoc/>
    public override nint DevicePointer
    {
        get
        {
            using CudaContext.Turn turn = session.EnterHost();
            View view = View;
            if (!IsDenseAt(view))
            {
                throw new InvalidOperationException(
                    $"images of this value of {Shape} lie {view.Stride} floats apart, not {ImageCount}, since it is part of a larger one: "
                    + "CopyToDevice copies them to memory where they lie behind one another");
            }
            session.Context.Synchronize();
            return (nint)view.Data;
        }
    }

    /// <inheritdoc/>
    public override void CopyFromDevice(nint pointer, nint stream)
    {
        using CudaContext.Turn turn = session.EnterHost();
        session.Context.Order.WaitFor(stream);
        CopyOnDevice(new View((ulong)pointer, ImageCount), View);
        MarkWritten();
        session.Context.Order.LetWait(stream);
    }

    /// <inheritdoc/>
    public override void CopyToDevice(nint pointer, nint stream)
    {
        using CudaContext.Turn turn = session.EnterHost();
        session.Context.Order.WaitFor(stream);
        CopyOnDevice(View, new View((ulong)pointer, ImageCount));
        session.Context.Order.LetWait(stream);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        isDisposed = true;
        own?.Dispose();
        ((IDisposable?)mirror)?.Dispose();
        ReluMask?.Dispose();
        MaxIndices?.Dispose();
    }

    /// <summary>Copies a value of this shape from one place on the device to another.</summary>
    public unsafe void CopyOnDevice(View from, View to)
    {
        CudaContext context = session.Context;
        if (IsDenseAt(from) && IsDenseAt(to))
        {
            context.Require(
                Driver.cuMemcpyDtoDAsync_v2(to.Data, from.Data, Bytes, context.Stream), nameof(Driver.cuMemcpyDtoDAsync_v2));
            return;
        }
        Copy2D copy = RowsOf(from);
        (copy.DestinationType, copy.DestinationDevice, copy.DestinationPitch) = (Copy2D.Device, to.Data, PitchOf(to));
        context.Require(Driver.cuMemcpy2DAsync_v2(&copy, context.Stream), nameof(Driver.cuMemcpy2DAsync_v2));
    }

    private nuint Bytes => (nuint)Shape.Count * sizeof(float);

    // Pieces of the memory that lie without gaps: all of it, or images.
    private int Rows => IsDense ? 1 : Images;

    private bool IsDenseAt(View view) => Images <= 1 || view.Stride == ImageCount;

    private nuint PitchOf(View view) => (nuint)(IsDenseAt(view) ? ImageCount : view.Stride) * sizeof(float);

    private Copy2D RowsOf(View from) => new()
    {
        SourceType = Copy2D.Device,
        SourceDevice = from.Data,
        SourcePitch = PitchOf(from),
        WidthInBytes = (nuint)ImageCount * sizeof(float),
        Height = (nuint)Images,
    };

    // Through memory of the staging: the source may change at once, and nothing waits for the device.
    private void Upload(ReadOnlySpan<float> source)
    {
        using CudaContext.Turn turn = session.EnterHost();
        (View to, int rows, int count) = (View, Rows, Shape.Count / Rows);
        for (int n = 0; n < rows; n++)
            session.Context.Staging.Upload(source.Slice(n * count, count), to.Data + (ulong)(n * to.Stride * sizeof(float)));
    }

    private unsafe void DownloadToMirror()
    {
        CudaContext context = session.Context;
        View from = View;
        if (IsDenseAt(from))
        {
            context.Require(
                Driver.cuMemcpyDtoHAsync_v2(mirror!.Pointer, from.Data, Bytes, context.Stream), nameof(Driver.cuMemcpyDtoHAsync_v2));
            return;
        }
        Copy2D copy = RowsOf(from);
        (copy.DestinationType, copy.DestinationPitch) = (Copy2D.Host, copy.WidthInBytes);
        copy.DestinationHost = mirror!.Pointer;
        context.Require(Driver.cuMemcpy2DAsync_v2(&copy, context.Stream), nameof(Driver.cuMemcpy2DAsync_v2));
    }
}
