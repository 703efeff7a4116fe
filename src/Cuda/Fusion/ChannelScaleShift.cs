using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>
/// y = x·scale + shift with a scale and a shift for each channel: BatchNorm (with stored statistics), Scale and Bias, or several of
/// them in a row.
/// </summary>
internal sealed class ChannelScaleShift
{
    private readonly double[] scales;
    private readonly double[] shifts;
    private string key = "";

    /// <summary>The identity.</summary>
    public ChannelScaleShift(int channels)
    {
        scales = new double[channels];
        scales.AsSpan().Fill(1);
        shifts = new double[channels];
    }

    /// <summary>Puts a layer behind.</summary>
    public void Append(Operation operation, IReadOnlyList<WeightBlob> weights)
    {
        // With what the layer does of them: layers may share weights.
        key += $"{operation} {string.Join(',', weights.Select(AddressOf))};";
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

    /// <summary>One scale a channel, on the device.</summary>
    public DeviceWeights Scales(SessionMemory session) =>
        DeviceWeights.Made(session, ("scales", key), () => Array.ConvertAll(scales, scale => (float)scale));

    /// <summary>One shift a channel, on the device.</summary>
    public DeviceWeights Shifts(SessionMemory session) =>
        DeviceWeights.Made(session, ("shifts", key), () => Array.ConvertAll(shifts, shift => (float)shift));

    /// <summary>The shifts if a bias is added before the scales, on the device.</summary>
    public DeviceWeights ShiftsAfter(SessionMemory session, WeightBlob bias) =>
        DeviceWeights.Made(session, ("shifts", key, AddressOf(bias)), () => After(bias.Span));

    /// <summary>Filters times the scales of the channels that they compute, on the device.</summary>
    /// <param name="session">Where.</param>
    /// <param name="filters">A filter a channel, behind one another.</param>
    public DeviceWeights Scaled(SessionMemory session, WeightBlob filters) =>
        DeviceWeights.Made(session, ("scaled", key, AddressOf(filters)), () => Times(filters));

    private float[] After(ReadOnlySpan<float> bias)
    {
        float[] sums = new float[shifts.Length];
        for (int channel = 0; channel < sums.Length; channel++)
            sums[channel] = (float)(shifts[channel] + scales[channel] * bias[channel]);
        return sums;
    }

    private float[] Times(WeightBlob filters)
    {
        float[] scaled = filters.Span.ToArray();
        int length = scaled.Length / scales.Length;
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = (float)(scaled[i] * scales[i / length]);
        filters.DiscardPages();
        return scaled;
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
