using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>What memory a network takes: for one image, or for the batch it declares where that is not free.</summary>
/// <param name="Weights">Bytes of all weights; shared ones count once.</param>
/// <param name="Arena">Bytes that activations take while they share memory.</param>
/// <param name="AllActivations">Bytes of all activations, if each had its own memory.</param>
public readonly record struct MemoryReport(long Weights, long Arena, long AllActivations)
{
    /// <summary>The report of a network.</summary>
    public static MemoryReport Of(NetworkDefinition network) => new(
        network.Steps.Sum(step => step.OwnWeights.Sum(shape => (long)shape.Count)) * sizeof(float),
        network.ArenaFloats * sizeof(float),
        network.Values.Sum(value => ArenaPlan.FloatsOf(value.Shape)) * sizeof(float));
}
