namespace CaffeSharpGen;

/// <summary>How a network is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Where it runs; defaults to a CPU device of its own. A device passed in stays owned by the caller.</summary>
    public Device? Device { get; init; }

    /// <summary>Number of images that run at once.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// Told how far loading is, from above 0 to 1: the part of the network's weights that is ready to run. It is called on the thread that
    /// loads; a <see cref="Progress{T}"/> passes calls on to the thread that made it. What it throws ends the loading.
    /// </summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>
    /// Code for layers of types that CaffeSharpGen does not have and the prototxt was compiled with nevertheless
    /// (<c>CaffeCustomLayers</c>; <c>PrototxtOptions.CustomLayers</c> at run time), by the layer's name or its type; the name counts more.
    /// It counts more than a partial method of a generated class. A layer without code does not run, nor does what depends on it. All
    /// instances that share the weights have it.
    /// </summary>
    public IReadOnlyDictionary<string, CustomLayerCode> CustomLayers { get; init; } = new Dictionary<string, CustomLayerCode>();
}
