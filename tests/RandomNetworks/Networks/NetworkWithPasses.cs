using CaffeSharpGen.Compiled;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>A network class as the generator writes it: its passes name a value of each fused group, and the engine runs them.</summary>
internal sealed class NetworkWithPasses : CompiledNetwork<NetworkWithPasses>, INetworkPasses
{
    private NetworkWithPasses(NetworkDefinition definition, WeightSource weights, Device device, int batchSize)
        : base(definition, weights, new LoadOptions { Device = device, BatchSize = batchSize }, leaveOpen: true, CancellationToken.None)
    {
    }

    /// <summary>Number of passes that the engine has run.</summary>
    public int PassCount { get; private set; }

    /// <summary>Loads a network; the weights stay the caller's.</summary>
    public static NetworkWithPasses Load(NetworkDefinition definition, WeightSource weights, Device device, int batchSize) =>
        new(definition, weights, device, batchSize);

    /// <inheritdoc/>
    void INetworkPasses.Forward(ForwardPass pass)
    {
        PassCount++;
        foreach ((int first, _) in Network.Definition.Groups)
            pass.Run(FirstOf(first));
    }

    /// <inheritdoc/>
    void INetworkPasses.Backward(BackwardPass pass)
    {
        PassCount++;
        foreach ((int first, _) in Network.Definition.Groups.Reverse())
            pass.Run(FirstOf(first));
    }

    private Hook<NetworkWithPasses> FirstOf(int step) => HookAt(Network.Definition.Steps[step].Outputs[0]);
}
