using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>Weights on the device, uploaded once for all instances of a network.</summary>
internal sealed class DeviceWeights : IDisposable
{
    private readonly DeviceMemory memory;

    private DeviceWeights(CudaContext context, ReadOnlySpan<float> values)
    {
        memory = new DeviceMemory(context, (nuint)values.Length * sizeof(float), MemoryKind.Weights);
        try
        {
            context.Staging.Upload(values, memory.Pointer);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>The first one.</summary>
    public ulong Pointer => memory.Pointer;

    /// <summary>A blob as it is stored, straight from the file.</summary>
    public static unsafe DeviceWeights Of(SessionMemory session, WeightBlob blob) =>
        session.PackedWeights.Get(("blob", (nint)blob.Pointer), () =>
        {
            var weights = new DeviceWeights(session.Context, blob.Span);
            blob.DiscardPages();
            return weights;
        });

    /// <summary>Values made of blobs.</summary>
    /// <param name="session">Where.</param>
    /// <param name="key">What they were made of and how, compared by value.</param>
    /// <param name="make">Makes them.</param>
    public static DeviceWeights Made(SessionMemory session, object key, Func<float[]> make) =>
        session.PackedWeights.Get(key, () => new DeviceWeights(session.Context, make()));

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
