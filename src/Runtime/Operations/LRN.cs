namespace CaffeSharpGen.Operations;

/// <summary>Where <see cref="LRN"/> sums squares.</summary>
public enum LrnRegion
{
    /// <summary>Over neighbouring channels at one place.</summary>
    AcrossChannels,

    /// <summary>Over a square neighbourhood within one channel.</summary>
    WithinChannel,
}

/// <summary>
/// Caffe's <c>LRN</c>, local response normalisation of an N×C×H×W input. Across channels:
/// y = x·(K + Alpha/LocalSize·Σx²)^−Beta over LocalSize channels centred on x's. Within a channel:
/// y = x·(1 + Alpha·mean x²)^−Beta, the mean taken as average pooling of size LocalSize, stride 1, pad (LocalSize − 1)/2
/// takes it (<see cref="PoolingMethod.Average"/>).
/// </summary>
public sealed record LRN(
    int LocalSize = 5, float Alpha = 1, float Beta = 0.75f, float K = 1, LrnRegion Region = LrnRegion.AcrossChannels) : Operation;
