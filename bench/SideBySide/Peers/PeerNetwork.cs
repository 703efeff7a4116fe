using CaffeSharpGen.Definitions;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>
/// A network as the peers get it, at its best for them: layers that do nothing are gone, and the BatchNorm and Scale layers behind a convolution are
/// folded into it.
/// </summary>
internal sealed class PeerNetwork
{
    private readonly NetworkDefinition definition;
    private readonly PeerValue[] values;
    private readonly List<PeerLayer> layers = [];

    // Which value stands for each: of a layer that is gone, its input.
    private readonly int[] standsFor;

    private PeerNetwork(NetworkDefinition definition)
    {
        this.definition = definition;
        values = [.. definition.Values.Select((value, index) => new PeerValue(index, value.Name, value.Shape.For(batchSize: 1)))];
        standsFor = [.. Enumerable.Range(0, values.Length)];
        foreach (StepDefinition step in definition.Steps)
            Add(step);
    }

    public string Name => definition.Name;

    /// <summary>In the order of computation.</summary>
    public IReadOnlyList<PeerLayer> Layers => layers;

    /// <summary>The input, 1×C×H×W.</summary>
    public PeerValue Input => values[definition.Inputs.Single()];

    public static PeerNetwork Compile(string prototxt) => new(RandomWeights.Compile(prototxt));

    /// <summary>The value that stands for what a layer puts out.</summary>
    public PeerValue Find(string hook) => Standing(values.Single(value => value.Name == hook).Index);

    private void Add(StepDefinition step)
    {
        if (step.Operation is Copy || FoldsIntoConvolution(step))
        {
            standsFor[step.Outputs.Single()] = standsFor[step.Inputs.Single()];
            return;
        }
        layers.Add(new PeerLayer(step, [.. step.Inputs.Select(Standing)], values[step.Outputs.Single()], []));
    }

    private bool FoldsIntoConvolution(StepDefinition step)
    {
        if (step.Operation is not (BatchNorm { UseGlobalStats: true } or Scale { Axis: 1 }) || step.Inputs.Length != 1)
            return false;
        int input = step.Inputs[0], last = layers.FindIndex(layer => layer.Output.Index == standsFor[input]);
        if (last < 0 || layers[last].Operation is not Convolution || definition.Steps.Count(other => other.Inputs.Contains(input)) != 1)
            return false;
        layers[last] = layers[last] with { Normalizations = [.. layers[last].Normalizations, step] };
        return true;
    }

    private PeerValue Standing(int value) => values[standsFor[value]];
}
