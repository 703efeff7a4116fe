using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// The CPU as the fallback of a network's device, for operations that the device has no kernel for. It is made when it is first needed.
/// </summary>
/// <param name="packedWeights">The network's.</param>
internal sealed class HostSession(PackedWeightCache packedWeights) : IDisposable
{
    // One for the program: its threads serve all networks.
    private static readonly Lazy<Device> host = new(() => Device.Cpu());

    private DeviceSession? session;

    /// <summary>Prepares an operation that runs on the CPU, between two copies.</summary>
    public PreparedOperation Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights) =>
        new HostFallback(session ??= host.Value.CreateSession(packedWeights), operation, inputs, outputs, weights);

    /// <summary>Frees the session; what was prepared in it is freed by its owner, before.</summary>
    public void Dispose() => session?.Dispose();
}
