using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// What one network has on a device: buffers, prepared operations, and the memory they work in. One thread at a time uses it.
/// </summary>
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
    /// <param name="operation">What it computes.</param>
    /// <param name="inputs">What it reads, buffers of this session.</param>
    /// <param name="outputs">What it writes.</param>
    /// <param name="weights">Its weights, whose memory outlives the prepared operation.</param>
    /// <returns>Null if the device has no kernel for this operation: it then runs on the CPU, between two copies.</returns>
    public abstract PreparedOperation? Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights);

    /// <summary>Prepares layers as one operation, each of which reads what the one before it computes; null if the device cannot.</summary>
    /// <remarks>
    /// Inputs of the operation are those of the first layer, then the further inputs of the others; its outputs are those of the last
    /// layer. The values between are not computed. A pass may run the layers one by one instead, if a value between them is observed, and
    /// the backward pass may divide them otherwise than the forward pass: the device must support each of them by itself too.
    /// So what a forward pass keeps for the backward pass, such as the signs of a rectifier, belongs to the output's buffer, where the
    /// operations of any division find it.
    /// </remarks>
    public virtual PreparedOperation? PrepareFused(IReadOnlyList<FusedLayer> layers) => null;

    /// <summary>Runs a whole pass over what was prepared. When it returns, all buffers can be read.</summary>
    /// <param name="key">
    /// Which pass it is. A device that recorded a pass may replay it for an equal key instead of calling <paramref name="pass"/>.
    /// </param>
    /// <param name="pass">
    /// Calls the prepared operations in order, and callbacks of the network's user, which may run other networks. A device that gives up
    /// what it has begun may call it again, unless it calls callbacks.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the pass early. <paramref name="pass"/> itself checks it between operations; a device whose operations take long does so too.
    /// A device that returns before all is computed waits for it here if the token can be cancelled, so that this ends the wait as well.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The device was disposed of.</exception>
    public virtual void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        pass();
    }

    /// <summary>Whether it can map channels: else maps are computed from what is read.</summary>
    public virtual bool CanMapChannels => false;

    /// <summary>
    /// Adds up the channels of an image, each weighted by the sum of its plane's gradient, where the sum is positive: the map of Grad-CAM.
    /// So only the map leaves the device.
    /// </summary>
    /// <param name="activation">N×C×H×W.</param>
    /// <param name="gradient">N×C×H×W, or 1×C×H×W for all images.</param>
    /// <param name="image">Which image.</param>
    /// <param name="map">Takes H×W.</param>
    /// <exception cref="NotSupportedException">It does not have it.</exception>
    public virtual void MapChannels(DeviceBuffer activation, DeviceBuffer gradient, int image, Span<float> map) =>
        throw new NotSupportedException($"{GetType().Name} maps no channels");

    /// <summary>As the other, into memory of the device.</summary>
    /// <param name="activation">N×C×H×W.</param>
    /// <param name="gradient">N×C×H×W, or 1×C×H×W for all images.</param>
    /// <param name="image">Which image.</param>
    /// <param name="pointer">Room for H×W floats.</param>
    /// <param name="stream">In whose order it is written.</param>
    /// <exception cref="NotSupportedException">It does not have it.</exception>
    public virtual void MapChannels(DeviceBuffer activation, DeviceBuffer gradient, int image, nint pointer, nint stream) =>
        throw new NotSupportedException($"{GetType().Name} maps no channels");

    /// <summary>Adds one buffer to another of the same shape, element by element: gradients of a value used several times.</summary>
    public abstract void Add(DeviceBuffer from, DeviceBuffer into);

    /// <summary>Frees what the session allocated for itself; buffers and operations are freed by their owner.</summary>
    public abstract void Dispose();
}
