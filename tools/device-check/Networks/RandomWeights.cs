using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Networks;

/// <summary>
/// Random weights, the same in every run, scaled so that activations and gradients keep an ordinary size through all layers: zeros and
/// denormals take other times, and large values hide small errors.
/// </summary>
internal static class RandomWeights
{
    /// <summary>The weights of a network, layer by layer: each is made when it is read.</summary>
    public static IEnumerable<LayerTensors> TensorsFor(NetworkDefinition network)
    {
        ulong seed = 1;
        return
            from step in network.Steps
            where step.Weights.Length > 0
            select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select((shape, i) => Make(step.LayerType, i, shape, seed++))]);
    }

    /// <summary>Numbers between −1 and 1, many at a time.</summary>
    /// <param name="values">Where they go.</param>
    /// <param name="seed">Which.</param>
    /// <param name="scale">What they are multiplied by.</param>
    public static void Fill(Span<float> values, ulong seed, float scale = 1)
    {
        // xorshift64*, whose upper bits are good.
        ulong state = seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019;
        for (int i = 0; i < values.Length; i++)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            values[i] = (int)((state * 0x2545F4914F6CDD1D) >> 32) * (scale / 2147483648f);
        }
    }

    private static Tensor Make(string type, int index, Shape shape, ulong seed)
    {
        var weights = new Tensor(shape);
        bool isFactor = (type == "BatchNorm" && index > 0) || (type == "Scale" && index == 0);
        if (isFactor)
            weights.Span.Fill(1);
        else
            Fill(weights.Span, seed, index == 0 && shape.Rank > 1 ? MathF.Sqrt(6f / shape.CountFrom(1)) : 0.1f);
        return weights;
    }
}
