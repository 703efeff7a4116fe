namespace CaffeSharpGen;

/// <summary>Memory that a device has in use, in bytes, for all networks on it.</summary>
/// <param name="Weights">Weights, as the device reads them.</param>
/// <param name="Values">Activations and gradients, and what belongs to them.</param>
/// <param name="Workspaces">Memory in which operations work.</param>
/// <param name="Pinned">Memory of the host that the device transfers from and to by itself.</param>
public readonly record struct MemoryUse(long Weights, long Values, long Workspaces, long Pinned)
{
    /// <summary>What is on the device.</summary>
    public long OnDevice => Weights + Values + Workspaces;
}
