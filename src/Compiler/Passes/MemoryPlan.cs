using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// How much memory a network needs for one image, by use: with every activation kept (what hooks need), with activations sharing memory
/// by lifetime (what inference alone needs), and with all gradients. In bytes.
/// </summary>
public sealed record MemoryPlan(long Weights, long KeptActivations, long SharedActivations, long FullBackward, EquatableArray<long> Offsets)
{
    private const long Alignment = 64;

    /// <summary>Plans a network's memory.</summary>
    public static MemoryPlan Of(NetworkModel network)
    {
        long weights = network.Steps.Where(step => step.SharedWith is null).Sum(step => step.Weights.Sum(Bytes));
        long kept = network.Values.Sum(value => Bytes(value.Shape));
        long[] offsets = Place(network);
        long shared = network.Values.Max(value => offsets[value.Index] + Bytes(value.Shape));
        return new MemoryPlan(weights, kept, shared, 2 * kept, [.. offsets]);
    }

    /// <summary>Bytes of a value, rounded up to whole cache lines.</summary>
    public static long Bytes(Shape shape) => (shape.Count * sizeof(float) + Alignment - 1) / Alignment * Alignment;

    // Largest first, each value at the lowest place that is free over its whole lifetime.
    private static long[] Place(NetworkModel network)
    {
        (int Born, int Dies)[] lifetimes = Lifetimes(network);
        var offsets = new long[network.Values.Length];
        var placed = new List<ValueModel>();
        foreach (ValueModel value in network.Values.OrderByDescending(value => value.Shape.Count).ThenBy(value => value.Index))
        {
            (int born, int dies) = lifetimes[value.Index];
            long offset = 0, size = Bytes(value.Shape);
            foreach (ValueModel other in placed.OrderBy(other => offsets[other.Index]))
            {
                bool together = lifetimes[other.Index].Born <= dies && born <= lifetimes[other.Index].Dies;
                if (together && offsets[other.Index] < offset + size && offset < offsets[other.Index] + Bytes(other.Shape))
                    offset = offsets[other.Index] + Bytes(other.Shape);
            }
            offsets[value.Index] = offset;
            placed.Add(value);
        }
        return offsets;
    }

    // In steps; inputs live from the start, outputs to the end.
    private static (int Born, int Dies)[] Lifetimes(NetworkModel network)
    {
        var lifetimes = new (int Born, int Dies)[network.Values.Length];
        for (int s = 0; s < network.Steps.Length; s++)
        {
            foreach (int output in network.Steps[s].Outputs)
                lifetimes[output] = (s, s);
            foreach (int input in network.Steps[s].Inputs)
                lifetimes[input].Dies = s;
        }
        foreach (int output in network.Outputs)
            lifetimes[output].Dies = network.Steps.Length;
        return lifetimes;
    }
}
