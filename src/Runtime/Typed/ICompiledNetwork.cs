using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// What every class that a prototxt is compiled to can do without an instance, for code that serves any of them: a pool of instances, a
/// container of services. Such code has a type parameter <c>where TNetwork : CompiledNetwork&lt;TNetwork&gt;,
/// ICompiledNetwork&lt;TNetwork&gt;</c> and calls <c>TNetwork.Load(…)</c>.
/// </summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface ICompiledNetwork<TSelf>
    where TSelf : CompiledNetwork<TSelf>, ICompiledNetwork<TSelf>
{
    /// <summary>Takes weights from a source, which it owns from now on, even if this throws, unless it is left open.</summary>
    /// <param name="weights">The source.</param>
    /// <param name="device">Where the network runs; the CPU by default. A device passed in stays owned by the caller.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <param name="leaveOpen">Whether the source stays owned by the caller.</param>
    /// <exception cref="WeightException">The weights do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run that many images at once.</exception>
    static abstract TSelf Load(WeightSource weights, Device? device = null, int batchSize = 1, bool leaveOpen = false);

    /// <summary>
    /// Takes weights from a source, which it owns from now on, even if this throws, unless it is left open; with progress, cancellation,
    /// weights by position, and code for custom layers.
    /// </summary>
    /// <param name="weights">The source.</param>
    /// <param name="options">How the network is loaded.</param>
    /// <param name="leaveOpen">Whether the source stays owned by the caller.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="WeightException">The weights do not fit.</exception>
    /// <exception cref="ArgumentException">
    /// The network cannot run that many images at once, or has no custom layer that code is given for.
    /// </exception>
    /// <exception cref="OperationCanceledException">The loading was canceled.</exception>
    static abstract TSelf Load(
        WeightSource weights, LoadOptions options, bool leaveOpen = false, CancellationToken cancellationToken = default);

    /// <summary>Loads weights from a <c>.caffemodel</c>.</summary>
    /// <param name="caffemodel">The file.</param>
    /// <param name="device">Where the network runs; the CPU by default. A device passed in stays owned by the caller.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <exception cref="WeightException">The file is no caffemodel, or its weights do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run that many images at once.</exception>
    static abstract TSelf Load(string caffemodel, Device? device = null, int batchSize = 1);

    /// <summary>Another instance over the same weights and device, for another thread.</summary>
    /// <param name="batchSize">Number of images that run at once; null for as many as this one runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run that many images at once.</exception>
    TSelf Share(int? batchSize = null);
}
