using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>y = x·factor + term with a factor and a term for each channel: what BatchNorm (with stored statistics), Scale and Bias are, one or several in a row.</summary>
internal sealed class ChannelAffine
{
    private readonly double[] factors;
    private readonly double[] terms;

    /// <summary>The identity.</summary>
    public ChannelAffine(int channels)
    {
        factors = new double[channels];
        terms = new double[channels];
        Array.Fill(factors, 1);
    }

    /// <summary>What it was made of, for finding again what was made with it.</summary>
    public string Key { get; private set; } = "";

    /// <summary>One factor a channel.</summary>
    public float[] Factors => Array.ConvertAll(factors, factor => (float)factor);

    /// <summary>One term a channel.</summary>
    public float[] Terms => Array.ConvertAll(terms, term => (float)term);

    /// <summary>The terms if another term, such as a convolution's bias, is added before the factors.</summary>
    public float[] TermsAfter(ReadOnlySpan<float> before)
    {
        float[] sums = Terms;
        for (int channel = 0; channel < before.Length; channel++)
            sums[channel] = (float)(terms[channel] + factors[channel] * before[channel]);
        return sums;
    }

    /// <summary>Puts a layer behind.</summary>
    public void Append(Operation operation, IReadOnlyList<WeightBlob> weights)
    {
        Key += string.Join(',', weights.Select(AddressOf)) + ';';
        for (int channel = 0; channel < factors.Length; channel++)
        {
            (double factor, double term) = operation switch
            {
                BatchNorm norm => OfBatchNorm(norm, weights, channel),
                Scale scale => (weights[0].Span[channel], scale.Bias ? weights[1].Span[channel] : 0.0),
                Bias => (1.0, weights[0].Span[channel]),
                _ => throw new InvalidOperationException($"{operation} is no factor and term for each channel"),
            };
            (factors[channel], terms[channel]) = (factors[channel] * factor, terms[channel] * factor + term);
        }
    }

    private static unsafe nint AddressOf(WeightBlob weights) => (nint)weights.Pointer;

    private static (double Factor, double Term) OfBatchNorm(BatchNorm norm, IReadOnlyList<WeightBlob> weights, int channel)
    {
        double stored = weights[2].Span[0], divisor = stored == 0 ? 0 : 1 / stored;
        double factor = 1 / Math.Sqrt(weights[1].Span[channel] * divisor + norm.Eps);
        return (factor, -weights[0].Span[channel] * divisor * factor);
    }
}
