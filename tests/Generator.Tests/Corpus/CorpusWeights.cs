using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>
/// Random weights for any network, as large as their sums need to stay near 1 in deep networks (1/√fan-in), and the same in every run.
/// Weights that layers share are stored once for each of them, with the same numbers.
/// </summary>
internal static class CorpusWeights
{
    // A few million numbers serve all weights: making new ones would take longer than running the network.
    private const int Period = 1 << 20;

    private static readonly float[] Random = Numbers();

    /// <summary>Makes them.</summary>
    public static MemoryWeights For(NetworkDefinition network) => new(
        from step in network.Steps
        where step.Weights.Length > 0
        group step by (step.Layer, step.LayerType) into layer
        select new LayerTensors(layer.Key.Layer, layer.Key.LayerType, [.. Blobs(layer.ToArray())]));

    // Several operations of a layer may read one blob.
    private static IEnumerable<Tensor> Blobs(StepDefinition[] steps) =>
        from step in steps
        from weight in Enumerable.Range(0, step.Weights.Length)
        group (Step: step, Weight: weight) by step.BlobOf(weight) into blob
        orderby blob.Key
        let first = blob.First()
        select Make(first.Step, first.Step.Weights[first.Weight], first.Step.OwnerOf(first.Weight) ?? new WeightOwner(first.Step.Layer, blob.Key));

    private static Tensor Make(StepDefinition step, Shape shape, WeightOwner owner)
    {
        // Matrices and filters have both signs; the first vector of a layer scales; variances, and what divides, are positive.
        bool isNorm = step.LayerType.StartsWith("BatchNorm", StringComparison.Ordinal) || step.LayerType == "BN";
        (float least, float most) = isNorm ? owner.Blob == 0 ? Around0(0.1f) : (0.7f, 1.3f)
            : shape.Rank > 1 ? Around0(1.7f / MathF.Sqrt(Math.Max(1, shape.CountFrom(1))))
            : owner.Blob == 0 ? (0.6f, 1f)
            : Around0(0.1f);
        var values = new float[shape.Count];
        int at = (int)(Seed(owner) & (Period - 1));
        for (int i = 0; i < values.Length; i++)
            values[i] = least + (most - least) * Random[(at + i) & (Period - 1)];
        return new Tensor(shape, values);

        static (float Least, float Most) Around0(float size) => (-size, size);
    }

    private static uint Seed(WeightOwner owner)
    {
        uint hash = 2166136261;
        foreach (char c in $"{owner.Blob} {owner.Layer}")
            hash = (hash ^ c) * 16777619;
        return hash;
    }

    private static float[] Numbers()
    {
        var random = new Random(18);
        var numbers = new float[Period];
        foreach (ref float number in numbers.AsSpan())
            number = random.NextSingle();
        return numbers;
    }
}
