using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>
/// y = x·scale + shift with a scale and a shift for each channel: BatchNorm (with stored statistics), Scale and Bias, or several of
/// them in a row.
/// </summary>
internal sealed class ChannelScaleShift
{
    private readonly double[] scales;
    private readonly double[] shifts;

    /// <summary>The identity.</summary>
    public ChannelScaleShift(int channels)
    {
        scales = Arrays.Filled(channels, 1.0);
        shifts = new double[channels];
    }

    /// <summary>What it was made of, for finding again what was made with it.</summary>
    public string Key { get; private set; } = "";

    /// <summary>One scale a channel.</summary>
    public float[] Scales => Arrays.Convert(scales, scale => (float)scale);

    /// <summary>One shift a channel.</summary>
    public float[] Shifts => Arrays.Convert(shifts, shift => (float)shift);

    /// <summary>The shifts if another shift, such as a convolution's bias, is added before the scales.</summary>
    public float[] ShiftsAfter(ReadOnlySpan<float> before)
    {
        float[] sums = Shifts;
        for (int channel = 0; channel < before.Length; channel++)
            sums[channel] = (float)(shifts[channel] + scales[channel] * before[channel]);
        return sums;
    }

    /// <summary>Puts a layer behind.</summary>
    public void Append(Operation operation, IReadOnlyList<WeightBlob> weights)
    {
        // With what the layer does of them: layers may share weights.
        Key += $"{operation} {string.Join(',', weights.Select(AddressOf))};";
        for (int channel = 0; channel < scales.Length; channel++)
        {
            (double scale, double shift) = operation switch
            {
                BatchNorm norm => OfBatchNorm(norm, weights, channel),
                BN norm => OfBN(norm, weights, channel),
                Scale layer => (weights[0].Span[channel], layer.Bias ? weights[1].Span[channel] : 0.0),
                Bias => (1.0, weights[0].Span[channel]),
                _ => throw new InvalidOperationException($"{operation} is no scale and shift for each channel"),
            };
            (scales[channel], shifts[channel]) = (scales[channel] * scale, shifts[channel] * scale + shift);
        }
    }

    private static unsafe nint AddressOf(WeightBlob weights) => (nint)weights.Pointer;

    private static (double Scale, double Shift) OfBatchNorm(BatchNorm norm, IReadOnlyList<WeightBlob> weights, int channel)
    {
        double stored = norm.StoredScale(weights[2].Span[0]);
        double scale = 1 / norm.Deviation(weights[1].Span[channel] * stored);
        return (scale, -weights[0].Span[channel] * stored * scale);
    }

    // Slope, bias, mean, variance.
    private static (double Scale, double Shift) OfBN(BN norm, IReadOnlyList<WeightBlob> weights, int channel)
    {
        double scale = weights[0].Span[channel] / Math.Sqrt((double)weights[3].Span[channel] + norm.Eps);
        return (scale, weights[1].Span[channel] - weights[2].Span[channel] * scale);
    }
}
