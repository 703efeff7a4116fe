using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What the instances of one network share: weights, what was made of them, the device. The last one frees it.</summary>
internal sealed class SharedResources(WeightSource weights, Device? device, bool leaveOpen)
{
    private readonly bool ownsDevice = device is null;
    private int users = 1;

    public HeldWeights Weights { get; } = new HeldWeights(weights, leaveOpen);

    public WeightPackings Packings { get; } = new();

    public Device Device { get; } = device ?? Device.Cpu();

    /// <summary>Counts another instance.</summary>
    /// <exception cref="ObjectDisposedException">The last one is gone, perhaps at this moment on another thread: what it freed does not come back.</exception>
    public SharedResources Use()
    {
        int count = Volatile.Read(ref users);
        while (count > 0)
        {
            int before = Interlocked.CompareExchange(ref users, count + 1, count);
            if (before == count)
                return this;
            count = before;
        }
        throw new ObjectDisposedException(nameof(Network), "the network was disposed of while it was to be shared: share it before its last instance is disposed of");
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) != 0)
            return;
        Packings.Dispose();
        Weights.Dispose();
        if (ownsDevice)
            Device.Dispose();
    }
}
