using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>Makes pools of instances of a network (<see cref="NetworkPool{TNetwork}"/>).</summary>
public static class NetworkPool
{
    /// <summary>Loads a compiled network from a <c>.caffemodel</c>, as the first instance of a pool.</summary>
    /// <typeparam name="TNetwork">The class that the prototxt is compiled to.</typeparam>
    /// <param name="caffemodel">The file.</param>
    /// <param name="device">Where all instances run; defaults to a CPU device of their own. A device passed in stays the caller's.</param>
    /// <param name="batchSize">Number of images that an instance runs at once.</param>
    /// <param name="maximum">Number of instances; 0 for <see cref="NetworkPool{TNetwork}.UsualMaximum"/>.</param>
    /// <exception cref="WeightException">The file is no caffemodel, or its weights do not fit.</exception>
    public static NetworkPool<TNetwork> Load<TNetwork>(string caffemodel, Device? device = null, int batchSize = 1, int maximum = 0)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        RequireMaximum(maximum);
        return Of(TNetwork.Load(caffemodel, device, batchSize), maximum);
    }

    /// <summary>Takes the weights of a compiled network from a source, which the pool owns from now on, unless it is left open.</summary>
    /// <inheritdoc cref="Load{TNetwork}(string, Device, int, int)"/>
    public static NetworkPool<TNetwork> Load<TNetwork>(
        WeightSource weights, Device? device = null, int batchSize = 1, int maximum = 0, bool leaveOpen = false)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
    {
        RequireMaximum(maximum);
        return Of(TNetwork.Load(weights, device, batchSize, leaveOpen), maximum);
    }

    /// <summary>Makes a pool of a compiled network, which is its first instance and belongs to it from now on.</summary>
    /// <param name="network">The first instance; the others share its weights and its device.</param>
    /// <param name="maximum">Number of instances; 0 for <see cref="NetworkPool{TNetwork}.UsualMaximum"/>.</param>
    /// <param name="owned">What the pool disposes of after its last instance, such as the device.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is negative.</exception>
    public static NetworkPool<TNetwork> Of<TNetwork>(TNetwork network, int maximum = 0, IDisposable? owned = null)
        where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork> =>
        new(network, instance => instance.Share(), instance => instance.Network, maximum, owned);

    /// <summary>Makes a pool of a network that is made at run time, which is its first instance and belongs to it from now on.</summary>
    /// <inheritdoc cref="Of{TNetwork}(TNetwork, int, IDisposable)"/>
    public static NetworkPool<Network> Of(Network network, int maximum = 0, IDisposable? owned = null) =>
        new(network, instance => instance.Share(), instance => instance, maximum, owned);

    // Before half a gigabyte of weights is loaded in vain.
    private static void RequireMaximum(int maximum) => ArgumentOutOfRangeException.ThrowIfNegative(maximum);
}
