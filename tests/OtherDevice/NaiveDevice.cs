namespace CaffeSharpGen.OtherDevice;

/// <summary>
/// A device as somebody else would write one, with what is public: memory that the host does not see, and a handful of plain kernels, one of two layers. All other
/// operations run on the CPU.
/// </summary>
public sealed class NaiveDevice : Device
{
    /// <summary>The passes that ran, in order.</summary>
    public List<PassKey> Passes { get; } = [];

    /// <inheritdoc/>
    public override DeviceSession CreateSession(PackedWeightCache packedWeights) => new NaiveSession(this);

    /// <inheritdoc/>
    public override string ToString() => "naive device";

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
