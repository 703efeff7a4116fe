using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>The layer that Grad-CAM looks at if none is named, as the samples choose it, known without weights.</summary>
internal static class GradCamLayer
{
    /// <summary>Index of what is explained: the last value, or what a softmax at the end reads.</summary>
    public static int Explained(NetworkDefinition network)
    {
        StepDefinition? last = network.Steps.LastOrDefault();
        return last is { Operation.NormalizesLogits: true } ? last.Inputs[0] : network.Values.Length - 1;
    }

    /// <summary>
    /// Index of the last layer with a height and a width that a gradient of a value reaches, before the poolings behind it; of planes of
    /// scores, as a segmentation network has, the last rectifier before them. Null if there is none.
    /// </summary>
    public static int? Of(NetworkDefinition network, int explained)
    {
        HashSet<int> reached = Reached(network, explained);
        StepDefinition[] maps =
        [
            .. network.Steps.Where(step =>
                network.Values[step.Outputs[0]] is { IsHidden: false } value && HasPlane(value) && reached.Contains(step.Outputs[0])),
        ];
        if (HasPlane(network.Values[explained]))
        {
            StepDefinition[] before = [.. maps.Where(step => step.Outputs[0] != explained)];
            return (before.LastOrDefault(step => step.Operation is ReLU or PReLU) ?? before.LastOrDefault())?.Outputs[0];
        }
        return (maps.LastOrDefault(step => !step.Operation.IsPooling) ?? maps.LastOrDefault())?.Outputs[0];
    }

    private static bool HasPlane(ValueDefinition value) =>
        value.Shape.Rank == 4 && value.Shape[2].Length * value.Shape[3].Length > 1;

    private static HashSet<int> Reached(NetworkDefinition network, int explained)
    {
        var reached = new HashSet<int> { explained };
        foreach (StepDefinition step in network.Steps.Reverse())
        {
            if (step.Operation.IsDifferentiable && step.Outputs.Any(reached.Contains))
                reached.UnionWith(step.Inputs);
        }
        return reached;
    }
}
