using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What the instances of one network share: weights, what was made of them, the device. The last one frees it.</summary>
internal sealed class SharedResources(WeightSource weights, Device? device)
{
    private readonly bool ownsDevice = device is null;
    private int users = 1;

    public WeightSource Weights { get; } = weights;

    public WeightPackings Packings { get; } = new();

    public Device Device { get; } = device ?? Device.Cpu();

    public SharedResources Use()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) > 0)
            return;
        Packings.Dispose();
        Weights.Dispose();
        if (ownsDevice)
            Device.Dispose();
    }
}
