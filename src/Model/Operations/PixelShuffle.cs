namespace CaffeSharpGen.Operations;

/// <summary>
/// Channels become pixels: input N×(C·r²)×H×W, output N×C×(H·r)×(W·r) with r = <paramref name="Factor"/>, where output element
/// [n, c, h·r + i, w·r + j] is input element [n, (c·r + i)·r + j, h, w].
/// </summary>
public sealed record PixelShuffle(int Factor) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(PixelShuffle);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"channels to {Words.Pair(Factor, Factor)} pixels";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("factor", Factor);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PixelShuffle Read(Fields fields) => new(fields.Int("factor"u8));
}
