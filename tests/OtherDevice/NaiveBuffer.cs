namespace CaffeSharpGen.OtherDevice;

/// <summary>Memory of the device. The host sees what is transferred, nothing else.</summary>
internal sealed class NaiveBuffer(Shape shape) : MirroredBuffer(shape)
{
    /// <summary>The contents, for kernels.</summary>
    public float[] Memory { get; } = new float[shape.Count];

    /// <summary>Of what a rectifier computed: which elements it let through. It is the value's: operations that compute it share it.</summary>
    public bool[] IsPositive { get; } = new bool[shape.Count];

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void Download(Span<float> destination) => Memory.CopyTo(destination);

    /// <inheritdoc/>
    protected override void Upload(ReadOnlySpan<float> source) => source.CopyTo(Memory);

    /// <inheritdoc/>
    protected override void CopyOnDevice(DeviceBuffer source) => ((NaiveBuffer)source).Memory.CopyTo(Memory, 0);
}
