using System.Buffers;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>
/// A value in native memory, in one of two layouts or in both: plain C order, and for N×C×H×W also <em>blocked</em>,
/// N × ⌈C/16⌉ × H × W × 16, which convolutions and their neighbors read as it is. A writer says in which layout it writes; reading the
/// other one causes a conversion. The home of a value is the layout that it has in an arena or inside another buffer; memory for the
/// other one is made at its first use.
/// </summary>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private readonly CpuLayout home;
    private readonly LayoutConversion? conversion;
    private LargeMemory? homeMemory;
    private LargeMemory? otherMemory;
    private CpuArena? arena;
    private long offset;
    private CpuBuffer? whole;
    private Tensor? view;
    private bool isPlainCurrent;
    private bool isBlockedCurrent;
    private bool isDisposed;

    internal CpuBuffer(Shape shape, CpuLayout home, LayoutConversion conversion) : this(shape, home) => this.conversion = conversion;

    private CpuBuffer(Shape shape, CpuLayout home) : base(shape)
    {
        this.home = home;
        HomeFloats = home == CpuLayout.Plain
            ? shape.Count
            : shape.BatchSize * BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width);
    }

    /// <summary>Makes a buffer of zeros in plain order, which is the only one it has.</summary>
    internal CpuBuffer(Shape shape) : this(shape, CpuLayout.Plain)
    {
        Span.Clear();
        MarkWritten(CpuLayout.Plain);
    }

    /// <summary>
    /// The first element, in plain order, of contents that are current (<see cref="EnsureLayout"/>) or being written
    /// (<see cref="MarkWritten"/>).
    /// </summary>
    /// <exception cref="ObjectDisposedException">The buffer, or its network, was disposed of.</exception>
    public float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return home == CpuLayout.Plain ? HomePointer : Other.Pointer;
        }
    }

    /// <summary>All elements, in plain order.</summary>
    public Span<float> Span => new(Pointer, Shape.Count);

    /// <summary>The blocked contents that are current (<see cref="EnsureLayout"/>) or being written (<see cref="MarkWritten"/>).</summary>
    internal BlockedView Blocked
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            float* pointer = home == CpuLayout.Blocked ? HomePointer : Other.Pointer;
            return new BlockedView(
                pointer, home == CpuLayout.Blocked ? ImageStride : DenseStride, Shape.BatchSize, Shape.Channels, Shape.Height, Shape.Width);
        }
    }

    /// <summary>The mask of the rectifier that computed this value, if one did and keeps it.</summary>
    internal ReluMask? ReluMask { get; set; }

    /// <summary>The buffer that holds this one's contents, in the home layout, as a part; null if none does at present.</summary>
    private CpuBuffer? Container => IsDetached ? null : whole;

    /// <summary>Whether this buffer's contents are, without copying, those of another from a channel on.</summary>
    internal bool IsPartOf(CpuBuffer other, int channel) => Container == other && FirstChannel == channel;

    private LayoutConversion Conversion =>
        conversion ?? throw new InvalidOperationException($"a buffer of {Shape} for plain contents was asked for blocked ones");

    private long HomeFloats { get; }

    private int FirstChannel { get; set; }

    private nint DenseStride => BlockedView.FloatsOf(Shape.Channels, Shape.Height, Shape.Width);

    private nint ImageStride => Container is { } container ? container.ImageStride : DenseStride;

    private LargeMemory Other => otherMemory ??= new LargeMemory(home == CpuLayout.Blocked ? Shape.Count : Shape.BatchSize * DenseStride);

    private float* HomePointer =>
        Container is { } container ? container.HomePointer + (nint)FirstChannel * Shape.Height * Shape.Width
        : arena is not null && !IsDetached ? arena.Pointer + offset
        : (homeMemory ??= new LargeMemory(HomeFloats)).Pointer;

    /// <inheritdoc/>
    public override void PlaceIn(DeviceArena arena, long offset) => (this.arena, this.offset) = ((CpuArena)arena, offset);

    /// <inheritdoc/>
    public override bool PlaceInside(DeviceBuffer whole, int channel)
    {
        var container = (CpuBuffer)whole;
        if (container.home != home || (home == CpuLayout.Plain && container.Shape != Shape))
            return false;
        (this.whole, FirstChannel) = (container, channel);
        return true;
    }

    /// <inheritdoc/>
    public override Tensor Map(bool discard = false)
    {
        if (discard)
            MarkWritten(CpuLayout.Plain);
        else
            EnsureLayout(CpuLayout.Plain);
        return view ??= new Tensor(Shape, new Elements(this).Memory);
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        if (isPlainCurrent)
            MarkWritten(CpuLayout.Plain);
    }

    /// <inheritdoc/>
    public override void Read(Span<float> destination)
    {
        RequireLength(destination.Length);
        if (isPlainCurrent)
        {
            Span.CopyTo(destination);
            return;
        }
        if (!isBlockedCurrent)
        {
            destination.Clear();
            return;
        }
        fixed (float* to = destination)
            Conversion.ToPlain(Blocked, to);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<float> source)
    {
        RequireLength(source.Length);
        MarkWritten(home);
        if (home == CpuLayout.Plain)
        {
            source.CopyTo(Span);
            return;
        }
        fixed (float* from = source)
            Conversion.ToBlocked(from, Blocked);
    }

    /// <inheritdoc/>
    public override void CopyFrom(DeviceBuffer source)
    {
        RequireShape(source);
        var from = (CpuBuffer)source;
        if (from == this)
            return;
        MarkWritten(home);
        if (home == CpuLayout.Plain)
        {
            from.Read(Span);
            return;
        }
        if (!from.isBlockedCurrent && from.isPlainCurrent)
        {
            Conversion.ToBlocked(from.Pointer, Blocked);
            return;
        }
        from.EnsureLayout(CpuLayout.Blocked);
        ValueCopy.Pass(from.Blocked, Blocked, add: false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        isDisposed = true;
        homeMemory?.Dispose();
        otherMemory?.Dispose();
        ReluMask?.Dispose();
    }

    /// <summary>Makes the contents current in a layout.</summary>
    internal void EnsureLayout(CpuLayout layout)
    {
        _ = layout == CpuLayout.Plain ? Pointer : Blocked.Pointer;
        if (layout == CpuLayout.Plain && !isPlainCurrent)
        {
            if (isBlockedCurrent)
                Conversion.ToPlain(Blocked, Pointer);
            else
                Span.Clear();
            isPlainCurrent = true;
        }
        else if (layout == CpuLayout.Blocked && !isBlockedCurrent)
        {
            if (!isPlainCurrent)
                EnsureLayout(CpuLayout.Plain);
            Conversion.ToBlocked(Pointer, Blocked);
            isBlockedCurrent = true;
        }
    }

    /// <summary>Says that the contents are being written in a layout, and no longer are what the other one has.</summary>
    internal void MarkWritten(CpuLayout layout)
    {
        // Here and in Require memory is made, never later by several threads at once.
        _ = layout == CpuLayout.Plain ? Pointer : Blocked.Pointer;
        (isPlainCurrent, isBlockedCurrent) = (layout == CpuLayout.Plain, layout == CpuLayout.Blocked);
    }

    private sealed class Elements(CpuBuffer buffer) : MemoryManager<float>
    {
        public override Span<float> GetSpan() => buffer.Span;

        public override MemoryHandle Pin(int elementIndex = 0) => new(buffer.Pointer + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
