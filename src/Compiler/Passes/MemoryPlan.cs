using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Where each value lies while a network runs: values share one arena, each from when it is computed until its last reader has run, and as much longer as
/// the backward pass, or its user, may want it at no cost. Gradients lie in an arena of the same layout: a gradient lives while its value would, the other way round.
/// </summary>
/// <param name="Groups">The layers that run as one (<see cref="Fusion"/>).</param>
/// <param name="Insides">Values that lie inside others (<see cref="Aliasing"/>).</param>
/// <param name="Offsets">For each value its place in the arena, in floats for one image; −1 for inputs and for what lies inside another or between layers that run as one.</param>
/// <param name="ArenaSize">Floats of the arena, for one image.</param>
/// <param name="Weights">Bytes of all weights.</param>
/// <param name="AllActivations">Bytes of all activations, if each had its own memory.</param>
public sealed record MemoryPlan(
    EquatableArray<EquatableArray<int>> Groups, EquatableArray<Inside> Insides, EquatableArray<long> Offsets, long ArenaSize, long Weights, long AllActivations)
{
    /// <summary>Floats in a cache line: every value starts at one.</summary>
    private const long Line = 16;

    /// <summary>Plans a network's memory.</summary>
    public static MemoryPlan Of(NetworkModel network)
    {
        EquatableArray<EquatableArray<int>> groups = Fusion.Of(network);
        EquatableArray<Inside> insides = Aliasing.Of(network, groups);
        long weights = network.Steps.Sum(step => step.OwnWeights.Sum(shape => shape.Count * sizeof(float)));
        var lifetimes = Lifetimes.Of(network, groups, insides);
        var arena = new ArenaLayout([.. network.Values.Select(value => Floats(value.Shape))], lifetimes);
        return new MemoryPlan(groups, insides, [.. arena.Offsets], arena.Size, weights, network.Values.Sum(value => Floats(value.Shape)) * sizeof(float));
    }

    /// <summary>Floats that a value takes at most, however a device lays out its channels.</summary>
    public static long Floats(Shape shape) => RoundUp(shape.Rank == 4 ? shape.Count / shape[1] * RoundUp(shape[1], Aliasing.ChannelBlock) : shape.Count, Line);

    private static long RoundUp(long count, long multiple) => (count + multiple - 1) / multiple * multiple;
}
