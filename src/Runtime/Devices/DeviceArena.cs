namespace CaffeSharpGen;

/// <summary>
/// Memory that several buffers share, at offsets that the compiler chose. <see cref="Definitions.ArenaPlan"/> is the contract: how much
/// room the plan leaves for a value, whatever layout a device uses.
/// </summary>
public abstract class DeviceArena : IDisposable
{
    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
