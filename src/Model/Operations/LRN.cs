namespace CaffeSharpGen.Operations;

/// <summary>Where <see cref="LRN"/> sums squares.</summary>
public enum LrnRegion
{
    /// <summary>Over neighboring channels at one position.</summary>
    AcrossChannels,

    /// <summary>Over a square neighborhood within one channel.</summary>
    WithinChannel,
}

/// <summary>
/// Caffe's <c>LRN</c>, local response normalization of an N×C×H×W input. Across channels:
/// y = x·(K + Alpha/LocalSize·Σx²)^−Beta over LocalSize channels centered on x's. Within a channel:
/// y = x·(1 + Alpha·mean x²)^−Beta, the mean taken as average pooling of size LocalSize, stride 1, pad (LocalSize − 1)/2
/// takes it (<see cref="PoolingMethod.Average"/>).
/// </summary>
public sealed record LRN(
    int LocalSize = 5, float Alpha = 1, float Beta = 0.75f, float K = 1, LrnRegion Region = LrnRegion.AcrossChannels) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(LRN);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs | BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Region == LrnRegion.WithinChannel
        ? $"local response normalization ({Words.Pair(LocalSize, LocalSize)})"
        : $"local response normalization ({Words.Number(LocalSize)} channels)";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("size", LocalSize, unless: 5);
        fields.Float("alpha", Alpha, unless: 1);
        fields.Float("beta", Beta, unless: 0.75f);
        fields.Float("k", K, unless: 1);
        fields.Flag("within-channel", Region == LrnRegion.WithinChannel);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LRN Read(Fields fields) => new(
        fields.Int("size"u8, 5), fields.Float("alpha"u8, 1), fields.Float("beta"u8, 0.75f), fields.Float("k"u8, 1),
        fields.Flag("within-channel"u8) ? LrnRegion.WithinChannel : LrnRegion.AcrossChannels);
}
