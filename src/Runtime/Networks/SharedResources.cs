using CaffeSharpGen.Definitions;
using CaffeSharpGen.Loading;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What the instances of one network share: weights, packed weights, the device. The last one frees it.</summary>
internal sealed class SharedResources
{
    private readonly bool ownsDevice;
    private readonly ReferenceCount users = new();

    /// <summary>Makes a device if none is passed in. The weights are freed with the last instance, not if this throws.</summary>
    public SharedResources(HeldWeights weights, Device? device, IReadOnlyDictionary<string, CustomLayerCode>? customLayers = null)
    {
        CustomLayers = customLayers ?? new Dictionary<string, CustomLayerCode>();
        Weights = weights;
        ownsDevice = device is null;
        Device = device ?? Device.Cpu();
    }

    public HeldWeights Weights { get; }

    public PackedWeightCache PackedWeights { get; } = new();

    public Device Device { get; }

    /// <summary>Code for custom layers, by their names or types.</summary>
    public IReadOnlyDictionary<string, CustomLayerCode> CustomLayers { get; }

    /// <summary>
    /// Takes over the weights, unless they are left open; also if this throws, because an argument is missing or no device can be made.
    /// </summary>
    public static SharedResources Of(NetworkDefinition definition, WeightSource weights, LoadOptions options, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var held = new HeldWeights(weights, leaveOpen);
        try
        {
            ArgumentNullException.ThrowIfNull(definition);
            ArgumentNullException.ThrowIfNull(options);
            return new SharedResources(held, options.Device, options.CustomLayers);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

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
