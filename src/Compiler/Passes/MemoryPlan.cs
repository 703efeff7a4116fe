using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Where each value lies while a network runs. Values share one arena, each from when it is computed until its last reader has run; longer
/// where the backward pass reads it, or where that costs no memory. Gradients lie in an arena of the same layout: a gradient lives while
/// its value would, the other way round.
/// </summary>
public static class MemoryPlan
{
    /// <summary>A network whose groups are known, with what lies inside what, arena offsets and the arena's size.</summary>
    public static NetworkDefinition AddTo(NetworkDefinition network)
    {
        network = Aliasing.Apply(network);
        var arena = new ArenaLayout([.. network.Values.Select(value => ArenaPlan.FloatsOf(value.Shape))], Lifetimes.Of(network));
        return network with
        {
            Values = [.. network.Values.Select((value, index) => value with { Offset = arena.Offsets[index] })],
            ArenaFloats = arena.Size,
        };
    }
}
