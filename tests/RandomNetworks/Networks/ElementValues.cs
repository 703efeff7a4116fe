using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>What numbers inputs have.</summary>
internal enum ValueKind
{
    /// <summary>1, 2, 3 and so on: what a reader follows most easily.</summary>
    Counting,

    /// <summary>Whole numbers from −2 to 2, so that maxima are shared and sums are zero.</summary>
    Ties,

    /// <summary>Reals between −2 and 2.</summary>
    Real,

    /// <summary>Reals, half of them zero.</summary>
    Sparse,

    /// <summary>Zeros of both signs and a few others.</summary>
    Zeros,

    /// <summary>Reals with a NaN or an infinity here and there.</summary>
    NotFinite,
}

/// <summary>Inputs, weights and gradients of a random network: a function of names and seeds alone, so that removing a layer leaves the others' weights as they are.</summary>
internal static class ElementValues
{
    /// <summary>Elements for an input or a gradient.</summary>
    public static float[] Of(string name, int count, ValueKind kind, int seed, int indicesBelow = 0)
    {
        var random = new Random(Hash(name, seed));
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = indicesBelow > 0 ? random.Next(indicesBelow) : One(random, kind, i);
        return values;
    }

    /// <summary>All weights of a network. Where a layer shares some with another, the file has them twice, as Caffe stores them.</summary>
    public static MemoryWeights Weights(NetworkProgram program, bool areWhole) =>
        new(program.Network.Steps.Where(step => step.Weights.Length > 0).GroupBy(step => step.Layer).Select(steps => new LayerTensors(
            steps.Key, steps.First().LayerType,
            [.. steps.SelectMany(step => step.Weights.Select((_, i) => (Step: step, Index: i, Blob: step.BlobOf(i)))).DistinctBy(weight => weight.Blob)
                .OrderBy(weight => weight.Blob).Select(weight => Weight(weight.Step, weight.Index, areWhole))])));

    private static Tensor Weight(StepDefinition step, int index, bool areWhole)
    {
        (string layer, int blob) = NetworkProgram.OwnerOf(step, index);
        var weight = new Tensor(step.Weights[index]);
        var random = new Random(Hash(layer, blob));
        int fan = Math.Max(1, weight.Shape.Rank > 1 ? weight.Shape.CountFrom(1) : 1);
        foreach (ref float value in weight.Span)
        {
            value = areWhole
                ? random.Next(100) < 100 / Math.Sqrt(fan) ? random.Next(2) * 2 - 1 : 0
                : (float)((random.NextDouble() * 2 - 1) * Math.Sqrt(3.0 / fan));
        }
        // Variances are positive, and the scale of both statistics divides.
        if (step.LayerType == "BatchNorm" && index == 1)
        {
            foreach (ref float value in weight.Span)
                value = Math.Abs(value) + 0.5f;
        }
        if (step.LayerType == "BatchNorm" && index == 2)
            weight[0] = 2;
        return weight;
    }

    private static float One(Random random, ValueKind kind, int index)
    {
        float real = (float)(random.NextDouble() * 4 - 2);
        int choice = random.Next(16), whole = random.Next(-2, 3);
        return kind switch
        {
            ValueKind.Counting => index + 1,
            ValueKind.Ties => whole,
            ValueKind.Real => real,
            ValueKind.Sparse => choice < 8 ? 0 : real,
            ValueKind.Zeros => choice < 6 ? 0 : choice < 12 ? -0f : whole,
            ValueKind.NotFinite => choice switch { 0 => float.NaN, 1 => float.PositiveInfinity, 2 => float.NegativeInfinity, 3 => 0, _ => real },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    // string.GetHashCode differs from run to run.
    private static int Hash(string name, int seed)
    {
        uint hash = 2166136261 ^ (uint)seed;
        foreach (char c in name)
            hash = (hash ^ c) * 16777619;
        return (int)(hash * 2654435769 >> 1);
    }
}
