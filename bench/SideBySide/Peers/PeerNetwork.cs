using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.NetworkTimes;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>
/// A network as the peers get it, at its best for them: layers that do nothing are gone, and the BatchNorm and Scale layers behind a convolution are
/// folded into it.
/// </summary>
internal sealed class PeerNetwork
{
    private readonly NetworkModel model;
    private readonly List<PeerLayer> layers = [];

    // Which value stands for each: of a layer that is gone, its input.
    private readonly int[] standsFor;

    private PeerNetwork(NetworkModel model)
    {
        this.model = model;
        standsFor = [.. Enumerable.Range(0, model.Values.Length)];
        foreach (StepModel step in model.Steps)
            Add(step);
    }

    public string Name => model.Name;

    /// <summary>In the order of computation.</summary>
    public IReadOnlyList<PeerLayer> Layers => layers;

    /// <summary>The input, 1×C×H×W.</summary>
    public ValueModel Input => model.Values.Single(value => value.Type == "Input");

    public static PeerNetwork Compile(string prototxt) => new(RandomWeights.Compile(prototxt));

    /// <summary>The value that stands for what a layer puts out.</summary>
    public ValueModel Find(string hook) => Standing(model.Values.Single(value => value.HookName == hook).Index);

    private void Add(StepModel step)
    {
        if (step.Operation.Operation == "Copy" || FoldsIntoConvolution(step))
        {
            standsFor[step.Outputs.Single()] = standsFor[step.Inputs.Single()];
            return;
        }
        layers.Add(new PeerLayer(step, [.. step.Inputs.Select(Standing)], model.Values[step.Outputs.Single()], []));
    }

    private bool FoldsIntoConvolution(StepModel step)
    {
        if (step.Type is not ("BatchNorm" or "Scale") || step.Inputs.Length != 1 || step.Operation.Arguments.Any(argument => argument.Name is "UseGlobalStats" or "Axis"))
            return false;
        int input = step.Inputs[0], last = layers.FindIndex(layer => layer.Output.Index == standsFor[input]);
        if (last < 0 || layers[last].Operation != "Convolution" || model.Steps.Count(other => other.Inputs.Contains(input)) != 1)
            return false;
        layers[last] = layers[last] with { Normalizations = [.. layers[last].Normalizations, step] };
        return true;
    }

    private ValueModel Standing(int value) => model.Values[standsFor[value]];
}
