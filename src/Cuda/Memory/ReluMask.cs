using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>
/// Where a rectifier's derivative is 1, which is where its input was positive and below its largest value: a byte
/// for each four elements of an image (bit k for element 4i + k), images
/// behind one another. It belongs to the value that the rectifier computes, so that any division of the layers finds it.
/// </summary>
internal sealed class ReluMask : IDisposable
{
    private readonly DeviceMemory memory;

    /// <summary>Makes one for a value.</summary>
    public ReluMask(CudaContext context, Shape shape)
    {
        int images = shape.Rank == 0 ? 1 : shape[0];
        BytesOfImage = images == 0 ? 0 : (shape.Count / images + 3) / 4;
        memory = DeviceMemory.OfZeros(context, (nuint)(BytesOfImage * images));
    }

    /// <summary>The first byte.</summary>
    public ulong Pointer => memory.Pointer;

    /// <summary>From an image's first byte to the next one's.</summary>
    public long BytesOfImage { get; }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
