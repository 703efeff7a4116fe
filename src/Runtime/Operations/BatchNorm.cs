namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>BatchNorm</c>: (x − mean) / √(variance + Eps) for each channel (axis 1). Weights: C means, C variances and 1 factor by which
/// both must be divided (0 makes both 0). Without <paramref name="UseGlobalStats"/> mean and variance (over N, not N − 1) are those of the
/// input itself, over all axes but 1, and the gradient flows through them.
/// </summary>
public sealed record BatchNorm(bool UseGlobalStats = true, float Eps = 1e-5f) : Operation
{
    internal override bool MixesImages => !UseGlobalStats;
}
