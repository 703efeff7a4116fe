using CaffeSharpGen.Loading;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What the instances of one network share: weights, packed weights, the device. The last one frees it.</summary>
internal sealed class SharedResources
{
    private readonly bool ownsDevice;
    private readonly ReferenceCount users = new();

    /// <summary>Takes over the weights, unless they are left open; also if this throws, because no device can be made.</summary>
    public SharedResources(WeightSource weights, Device? device, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = new HeldWeights(weights, leaveOpen);
        ownsDevice = device is null;
        try
        {
            Device = device ?? Device.Cpu();
        }
        catch
        {
            Weights.Dispose();
            throw;
        }
    }

    public HeldWeights Weights { get; }

    public PackedWeightCache PackedWeights { get; } = new();

    public Device Device { get; }

    /// <summary>Counts another instance.</summary>
    /// <exception cref="ObjectDisposedException">
    /// The last one was disposed of, perhaps just now on another thread: what it freed does not come back.
    /// </exception>
    public SharedResources AddRef() => users.TryAdd()
        ? this
        : throw new ObjectDisposedException(
            nameof(Network), "the network was disposed of while it was to be shared: share it before its last instance is disposed of");

    public void Release()
    {
        if (!users.Release())
            return;
        PackedWeights.Dispose();
        Weights.Dispose();
        if (ownsDevice)
            Device.Dispose();
    }
}
