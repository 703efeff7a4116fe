namespace CaffeSharpGen;

/// <summary>
/// Memory of one device that holds one value (an activation or a gradient) of a fixed shape, zeros at first. Its layout is the device's
/// own; <see cref="Read"/>, <see cref="Write"/> and <see cref="Map"/> are in plain C order.
/// </summary>
/// <param name="shape">N×C×H×W, or what the layer has.</param>
public abstract class DeviceBuffer(Shape shape) : IDisposable
{
    /// <summary>N×C×H×W, or what the layer has.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>
    /// Whether it uses memory of its own although it has an offset in an arena or lies inside another buffer. The engine sets it between
    /// passes; the contents are lost where that moves.
    /// </summary>
    public bool IsDetached { get; set; }

    /// <summary>
    /// The contents as a tensor on the host: the same object every time, so that only the first call allocates. Changes to it reach the
    /// device with <see cref="Commit"/>; until then, and until the device writes the buffer, mapping it again shows them.
    /// </summary>
    /// <param name="discard">
    /// Whether the contents are not needed: the tensor then holds anything until the caller has written all of it.
    /// </param>
    public abstract Tensor Map(bool discard = false);

    /// <summary>
    /// Makes the device see what was written into the tensor of <see cref="Map"/>. Does nothing if the device has written the buffer since.
    /// </summary>
    public abstract void Commit();

    /// <summary>Copies the contents out. The device keeps them as they are: nothing is uploaded.</summary>
    /// <param name="destination">As many elements as the shape has, in C order.</param>
    /// <exception cref="ArgumentException">The number of elements is another one.</exception>
    public abstract void Read(Span<float> destination);

    /// <summary>Replaces the contents. Nothing is downloaded or converted before.</summary>
    /// <param name="source">As many elements as the shape has, in C order.</param>
    /// <exception cref="ArgumentException">The number of elements is another one.</exception>
    public abstract void Write(ReadOnlySpan<float> source);

    /// <summary>Replaces the contents by those of another buffer, on the device.</summary>
    /// <param name="source">A buffer of the same device and shape; it may belong to another session.</param>
    /// <exception cref="ArgumentException">The buffer has another shape.</exception>
    public abstract void CopyFrom(DeviceBuffer source);

    /// <summary>Whether the device gives addresses of its memory to other code that uses it, and takes theirs.</summary>
    public virtual bool HasDevicePointer => false;

    /// <summary>Where the contents are on the device, in C order, once it has computed them.</summary>
    /// <exception cref="InvalidOperationException">They lie with gaps, inside another buffer.</exception>
    /// <exception cref="NotSupportedException">The device gives no addresses.</exception>
    public virtual nint DevicePointer => throw NoPointer();

    /// <summary>Replaces the contents, on the device, as if <paramref name="stream"/> did it.</summary>
    /// <param name="pointer">An address of this device: as many elements as the shape has, in C order.</param>
    /// <param name="stream">A stream of this device.</param>
    /// <exception cref="NotSupportedException">The device takes no addresses.</exception>
    public virtual void CopyFromDevice(nint pointer, nint stream) => throw NoPointer();

    /// <summary>Copies the contents out, on the device, as if <paramref name="stream"/> did it.</summary>
    /// <inheritdoc cref="CopyFromDevice"/>
    public virtual void CopyToDevice(nint pointer, nint stream) => throw NoPointer();

    /// <summary>Gives it an offset in an arena. Not called on a device without arenas (<see cref="DeviceSession.CreateArena"/>).</summary>
    /// <param name="arena">An arena of the same session.</param>
    /// <param name="offset">In floats.</param>
    public virtual void PlaceIn(DeviceArena arena, long offset)
    {
    }

    /// <summary>Makes it a part of another buffer, which from then on holds its channels without copying.</summary>
    /// <param name="whole">The other buffer.</param>
    /// <param name="channel">
    /// Its first channel in it, a multiple of <see cref="Definitions.ArenaPlan.ChannelMultiple"/> unless it is all of it.
    /// </param>
    /// <returns>Whether the device can do that; else it keeps memory of its own, and the layer that joins or copies does so.</returns>
    public virtual bool PlaceInside(DeviceBuffer whole, int channel) => false;

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();

    private static NotSupportedException NoPointer() => new("this device gives and takes no addresses of its memory");

    /// <summary>Requires as many elements as the shape has.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    protected void RequireLength(int length)
    {
        if (length != Shape.Count)
            throw new ArgumentException($"a buffer of {Shape} has {Shape.Count} elements, not {length}");
    }

    /// <summary>Requires a buffer of the same shape.</summary>
    /// <exception cref="ArgumentException">It has another one.</exception>
    protected void RequireShape(DeviceBuffer other)
    {
        if (other.Shape != Shape)
            throw new ArgumentException($"a buffer of {other.Shape} does not fit one of {Shape}");
    }
}
