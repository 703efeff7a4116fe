using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Extensions;

/// <summary>How the pool of a network is made (<see cref="CaffeNetworkServices"/>).</summary>
/// <typeparam name="TNetwork">The class that the prototxt is compiled to.</typeparam>
public sealed class CaffeNetworkOptions<TNetwork>
    where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
{
    /// <summary>
    /// The <c>.caffemodel</c>. A relative path is one from the program's folder (<see cref="AppContext.BaseDirectory"/>), where the build
    /// copies files to, or else from the current folder. Either this or <see cref="Weights"/>.
    /// </summary>
    public string? Caffemodel { get; set; }

    /// <summary>Opens other weights; the pool owns what it returns.</summary>
    public Func<IServiceProvider, WeightSource>? Weights { get; set; }

    /// <summary>
    /// Whether weights are taken by position instead of by name (<see cref="LoadOptions.WeightsByPosition"/>), for a file whose layers have
    /// other names.
    /// </summary>
    public bool WeightsByPosition { get; set; }

    /// <summary>
    /// Code for the network's custom layers (<c>CaffeCustomLayers</c>), by the layer's name or its type, as in
    /// <see cref="LoadOptions.CustomLayers"/>. All instances call it, on their own threads. Code that needs a service is added by
    /// <c>services.AddOptions&lt;CaffeNetworkOptions&lt;…&gt;&gt;().Configure&lt;MyService&gt;(…)</c>.
    /// </summary>
    public IDictionary<string, CustomLayerCode> CustomLayers { get; } = new Dictionary<string, CustomLayerCode>(StringComparer.Ordinal);

    /// <summary>
    /// Where the instances run, a device that stays the caller's; null for a CPU device of the pool's own with <see cref="Threads"/>
    /// threads.
    /// </summary>
    public Device? Device { get; set; }

    /// <summary>Number of threads, 1 … 64; 0 for as many as there are cores. All instances share them.</summary>
    public int Threads { get; set; }

    /// <summary>Whether convolutions may trade digits for speed.</summary>
    public Accuracy Accuracy { get; set; }

    /// <summary>Number of images that an instance runs at once.</summary>
    public int BatchSize { get; set; } = 1;

    /// <summary>Number of instances (<see cref="NetworkPool{TNetwork}"/> says how to choose).</summary>
    public int MaximumInstances { get; set; } = NetworkPool<TNetwork>.UsualMaximum;

    /// <summary>
    /// Whether the weights are loaded when the host starts, which then fails if they do not fit; else they are when the pool is first
    /// requested. Without a host, they always are then.
    /// </summary>
    public bool LoadAtStart { get; set; } = true;

    /// <summary>What is wrong with the options; null if nothing is.</summary>
    internal string? Problem => this switch
    {
        { Caffemodel: null or "", Weights: null } => "there are no weights: set Caffemodel or Weights",
        { Caffemodel: not (null or ""), Weights: not null } => "there are two sources of weights: set Caffemodel or Weights, not both",
        { Device: not null, Threads: not 0 } => "Device has its own threads: set Device or Threads, not both",
        { Device: not null, Accuracy: not Accuracy.Fast } => "Device has its own accuracy: set Device or Accuracy, not both",
        { Threads: < 0 or > 64 } => $"Threads is {Threads}; expected 1 … 64, or 0 for as many as there are cores",
        { BatchSize: < 1 } => $"BatchSize is {BatchSize}; expected 1 or more",
        { MaximumInstances: < 1 } => $"MaximumInstances is {MaximumInstances}; expected 1 or more",
        _ => null,
    };
}
