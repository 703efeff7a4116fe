using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>What one network has on a device: buffers, prepared operations, and the memory they work in. Used by one thread at a time.</summary>
public abstract class DeviceSession : IDisposable
{
    /// <summary>Makes a buffer for a value, with memory of its own until it is placed elsewhere.</summary>
    /// <param name="shape">N×C×H×W, or what the layer has.</param>
    /// <param name="isInput">Whether the network's user fills it, in plain order.</param>
    public abstract DeviceBuffer Allocate(Shape shape, bool isInput = false);

    /// <summary>Makes memory for many values to share; null if this device gives each value memory of its own.</summary>
    /// <param name="floats">Its size.</param>
    public virtual DeviceArena? CreateArena(long floats) => null;

    /// <summary>Binds an operation to its buffers and weights and prepares everything that can be prepared.</summary>
    /// <remarks>The weights' memory must outlive the prepared operation.</remarks>
    public abstract PreparedOperation Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights);

    /// <summary>Prepares layers, each of which reads what the one before it computes, as one operation; null if the device cannot.</summary>
    /// <remarks>
    /// Inputs of the operation are those of the first layer, then what the others read besides; its outputs are those of the last layer.
    /// The values between are not computed.
    /// </remarks>
    public virtual PreparedOperation? PrepareChain(IReadOnlyList<ChainLink> chain) => null;

    /// <summary>Requires that the device can still run something.</summary>
    /// <exception cref="ObjectDisposedException">The device was disposed of.</exception>
    public virtual void RequireUsable()
    {
    }

    /// <summary>Adds one buffer to another of the same shape, element by element: gradients of a value used several times.</summary>
    public abstract void Add(DeviceBuffer from, DeviceBuffer into);

    /// <summary>Frees what the session allocated for itself; buffers and operations are freed by their owner.</summary>
    public abstract void Dispose();
}

/// <summary>A layer of a chain that is to run as one operation.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it computes.</param>
/// <param name="Weights">Its weights.</param>
public sealed record ChainLink(Operation Operation, IReadOnlyList<DeviceBuffer> Inputs, DeviceBuffer Output, IReadOnlyList<WeightBlob> Weights);

/// <summary>Memory that several buffers share, at places that the compiler chose.</summary>
public abstract class DeviceArena : IDisposable
{
    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
